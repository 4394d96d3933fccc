namespace BlindVla.Policies.Remote;

/// <summary>What one element of an array is, in NumPy's names.</summary>
public enum ElementType
{
    Bool,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Float16,
    Float32,
    Float64,
}
