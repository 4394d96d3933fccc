namespace BlindVla.Core;

/// <summary>Why a policy did not act. Only the first says something about the policy.</summary>
public enum PolicyFault
{
    /// <summary>It refused, failed, or answered what is no action: asked again it would do the same.</summary>
    Failed,

    /// <summary>The server it acts through was lost, or late: the same episode may go well on another attempt.</summary>
    Lost,

    /// <summary>There is no such server, however long it was waited for: no attempt has a chance before there is one.</summary>
    Unavailable,
}
