using BlindVla.Cli;

RuntimeSettings.Apply();
var (output, error) = ConsoleWriter.OfProcess();
return await CommandLine.RunAsync(args, output, error, Interruption.OfProcess);
