namespace BlindVla.Core;

/// <summary>What a worse camera does to a picture, in this order: blur, noise, compression.</summary>
/// <param name="BlurSigma">Standard deviation of a Gaussian, as a fraction of the picture's width; 0: no blur.</param>
/// <param name="NoiseSigma">Standard deviation of independent Gaussian noise, in 8-bit levels; 0: no noise.</param>
/// <param name="NoiseSeed">Noise is a function of this, the time step and the place in the picture, of nothing else.</param>
/// <param name="JpegQuality">1 to 100; 0: not compressed.</param>
public sealed record SensorEffects(double BlurSigma, double NoiseSigma, ulong NoiseSeed, int JpegQuality);
