namespace BlindVla.Cluster;

/// <summary>Slurm did not do what it was asked.</summary>
public sealed class SlurmException(string message, Exception? inner = null) : Exception(message, inner);
