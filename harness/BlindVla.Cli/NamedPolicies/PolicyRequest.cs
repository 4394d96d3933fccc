using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary>A policy that was asked for and understood, but not made.</summary>
/// <param name="Origin">The option and its value, named in errors.</param>
/// <param name="Name">What it is called in the run.</param>
/// <param name="KeepsItsView">No other cameras are shown to it.</param>
/// <param name="Create">Makes it; may take minutes and gigabytes.</param>
internal sealed record PolicyRequest(string Origin, string Name, bool KeepsItsView, Func<IPolicy> Create);
