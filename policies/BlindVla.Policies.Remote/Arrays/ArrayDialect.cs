namespace BlindVla.Policies.Remote;

/// <summary>How an array stands in MessagePack. All are read wherever one stands; each peer is written to in its own.</summary>
public enum ArrayDialect
{
    /// <summary>openpi's client: <c>__ndarray__</c>, <c>data</c>, <c>dtype</c>, <c>shape</c>, with keys of bytes.</summary>
    OpenPi,

    /// <summary>vla-eval's protocol: the same with keys of text.</summary>
    VlaEval,

    /// <summary>The package msgpack-numpy: <c>nd</c>, <c>type</c>, <c>kind</c> (empty), <c>shape</c>, <c>data</c>, with keys of
    /// bytes.</summary>
    MsgpackNumpy,

    /// <summary>vLLM's: as msgpack-numpy, and <c>kind</c> says the kind of number.</summary>
    Vllm,

    /// <summary>GR00T's: <c>__ndarray_class__</c> and <c>as_npy</c>, a NumPy file.</summary>
    Npy,
}
