namespace BlindVla.Policies.Torch;

/// <summary>In which words a checkpoint was trained to be asked.</summary>
public enum PromptStyle
{
    /// <summary>"In: … Out:", as OpenVLA is.</summary>
    Pure,

    /// <summary>Vicuna 1.5's conversation, as OpenVLA v0.1 is.</summary>
    Vicuna,
}
