namespace BlindVla.Training;

/// <summary>Networks that can teach.</summary>
public enum TeacherKind
{
    /// <summary>ResNet18, trained on ImageNet.</summary>
    ResNet18,

    /// <summary>The vision towers of the checkpoint that training begins from.</summary>
    Base,

    /// <summary>A folder of C-RADIO.</summary>
    Radio,
}
