using BlindVla.Browser.Tests;
using BlindVla.Evaluation;
using BlindVla.Reports;
using Microsoft.Playwright;

namespace BlindVla.Benchmarks;

/// <summary>How long it takes to read a large run, to write its page, and until a browser shows the episodes.</summary>
internal static class ReportBenchmark
{
    private const int Rounds = 5;

    public static async Task RunAsync(TextWriter output)
    {
        using var folder = new TemporaryFolder();
        var (path, page) = (folder["run"], folder["run/report.html"]);
        await LargeRun.WriteAsync(path);
        var executable = Chromium.Find() ?? throw new InvalidOperationException("Chromium is not installed (Debian package chromium)");
        await using var chromium = await Chromium.StartAsync(executable);
        for (var round = 0; round < Rounds; round++)
        {
            RecordedRun run = null!;
            var read = await SecondsAsync(() => Task.FromResult(run = RecordedRun.Open(path)));
            var write = await SecondsAsync(() =>
            {
                HtmlReport.Write(page, ReportSide.Of([run]), LargeRun.Judge(run));
                return Task.CompletedTask;
            });
            await using var context = await chromium.Browser.NewContextAsync();
            var tab = await context.NewPageAsync();
            var open = await SecondsAsync(async () =>
            {
                await tab.GotoAsync(new Uri($"file://{page}").AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
                await tab.Locator("#trials tbody tr").First.WaitForAsync();
            });
            await output.WriteLineAsync(
                $"{run.Trials.Count} trials, {LargeRun.Films} films, {new FileInfo(page).Length / 1e6:0.00} MB: read {read:0.00} s, "
                    + $"write {write:0.00} s, open {open:0.00} s"
            );
        }
    }

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        var time = TimeProvider.System;
        var begun = time.GetTimestamp();
        await work();
        return time.GetElapsedTime(begun).TotalSeconds;
    }
}
