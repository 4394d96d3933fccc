using BlindVla.Cli;

RuntimeSettings.Apply();
return await CommandLine.RunAsync(args, Console.Out, Console.Error);
