namespace BlindVla.Cli;

/// <summary>How long something will take, as every progress says it: hours, minutes and seconds, however many hours.</summary>
internal static class TimeLeft
{
    public static string Of(TimeSpan left) => $"{Clock(left)} left";

    public static string Clock(TimeSpan time) => $"{(int)time.TotalHours}:{time:mm\\:ss}";
}
