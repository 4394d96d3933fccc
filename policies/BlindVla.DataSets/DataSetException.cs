namespace BlindVla.DataSets;

/// <summary>A data set is missing, damaged or not what it was said to be; the message says where and what was expected.</summary>
public sealed class DataSetException(string message, Exception? inner = null) : Exception(message, inner);
