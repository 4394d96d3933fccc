using System.CommandLine;
using BlindVla.Cli;
var root = new RootCommand("x");
root.Add(new Command("demo", "d") .WithExamples("./blindvla demo"));
HelpExamples.Enable(root);
return root.Parse(args).Invoke();
