using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>A task, unperturbed or under one perturbation, and how many episodes of it a plan has.</summary>
/// <param name="Axis">As in an episode id: <c>id</c>, or with its level, e.g. <c>vision/texture@0.5</c>.</param>
public sealed record PlanCell(string Task, string Axis, Split Split, int Episodes);
