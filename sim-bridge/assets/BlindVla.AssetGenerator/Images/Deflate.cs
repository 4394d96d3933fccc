namespace BlindVla.AssetGenerator.Images;

/// <summary>
/// A small DEFLATE compressor (RFC 1951): greedy matches from a one-entry hash table, and one Huffman code per block of symbols.
/// Its output depends on its input alone.
/// </summary>
internal static class Deflate
{
    private const int MinMatch = 4;
    private const int MaxMatch = 258;
    private const int WindowSize = 32768;
    private const int BlockSymbols = 32768;
    private const int EndOfBlock = 256;

    private static readonly int[] LengthBase =
    [
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        10,
        11,
        13,
        15,
        17,
        19,
        23,
        27,
        31,
        35,
        43,
        51,
        59,
        67,
        83,
        99,
        115,
        131,
        163,
        195,
        227,
        258,
    ];

    private static readonly int[] LengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    private static readonly int[] DistanceBase =
    [
        1,
        2,
        3,
        4,
        5,
        7,
        9,
        13,
        17,
        25,
        33,
        49,
        65,
        97,
        129,
        193,
        257,
        385,
        513,
        769,
        1025,
        1537,
        2049,
        3073,
        4097,
        6145,
        8193,
        12289,
        16385,
        24577,
    ];

    private static readonly int[] DistanceExtra =
    [
        0,
        0,
        0,
        0,
        1,
        1,
        2,
        2,
        3,
        3,
        4,
        4,
        5,
        5,
        6,
        6,
        7,
        7,
        8,
        8,
        9,
        9,
        10,
        10,
        11,
        11,
        12,
        12,
        13,
        13,
    ];

    private static readonly int[] CodeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    public static byte[] Compress(ReadOnlySpan<byte> data)
    {
        var output = new BitWriter();
        var symbols = new List<Symbol>(BlockSymbols);
        var lastPlace = new int[1 << 15];
        Array.Fill(lastPlace, -WindowSize - 1);
        var at = 0;
        do
        {
            symbols.Clear();
            while (at < data.Length && symbols.Count < BlockSymbols)
            {
                var (length, distance) = Match(data, at, lastPlace);
                symbols.Add(length == 0 ? new(data[at], 0) : new(length, distance));
                at += Math.Max(1, length);
            }
            WriteBlock(output, symbols, isLast: at >= data.Length);
        } while (at < data.Length);
        return output.ToArray();
    }

    private static (int Length, int Distance) Match(ReadOnlySpan<byte> data, int at, int[] lastPlace)
    {
        if (at + MinMatch > data.Length)
            return (0, 0);
        var word = data[at] | ((uint)data[at + 1] << 8) | ((uint)data[at + 2] << 16) | ((uint)data[at + 3] << 24);
        var slot = (word * 0x9E3779B1u) >> 17;
        var candidate = lastPlace[slot];
        lastPlace[slot] = at;
        if (at - candidate > WindowSize)
            return (0, 0);
        var limit = Math.Min(MaxMatch, data.Length - at);
        var length = data[candidate..].CommonPrefixLength(data.Slice(at, limit));
        return length >= MinMatch ? (length, at - candidate) : (0, 0);
    }

    private static void WriteBlock(BitWriter output, List<Symbol> symbols, bool isLast)
    {
        var literalCounts = new int[286];
        var distanceCounts = new int[30];
        literalCounts[EndOfBlock] = 1;
        foreach (var symbol in symbols)
        {
            literalCounts[symbol.LiteralCode]++;
            if (symbol.Distance > 0)
                distanceCounts[symbol.DistanceCode]++;
        }
        // One unused distance code keeps readers content that reject an empty table.
        distanceCounts[0] = Math.Max(1, distanceCounts[0]);
        var literals = new HuffmanCode(literalCounts, 15);
        var distances = new HuffmanCode(distanceCounts, 15);

        output.Write(isLast ? 1u : 0u, 1);
        output.Write(2, 2); // dynamic Huffman codes
        WriteCodes(output, literals, distances);
        foreach (var symbol in symbols)
        {
            literals.Write(output, symbol.LiteralCode);
            if (symbol.Distance == 0)
                continue;
            var lengthIndex = symbol.LiteralCode - 257;
            output.Write((uint)(symbol.Value - LengthBase[lengthIndex]), LengthExtra[lengthIndex]);
            distances.Write(output, symbol.DistanceCode);
            output.Write((uint)(symbol.Distance - DistanceBase[symbol.DistanceCode]), DistanceExtra[symbol.DistanceCode]);
        }
        literals.Write(output, EndOfBlock);
    }

    /// <summary>The code lengths themselves, one symbol each without run lengths: a few hundred bytes per block.</summary>
    private static void WriteCodes(BitWriter output, HuffmanCode literals, HuffmanCode distances)
    {
        int[] lengths = [.. literals.Lengths, .. distances.Lengths];
        var counts = new int[19];
        foreach (var length in lengths)
            counts[length]++;
        var code = new HuffmanCode(counts, 7);
        output.Write((uint)(literals.Lengths.Length - 257), 5);
        output.Write((uint)(distances.Lengths.Length - 1), 5);
        output.Write(19 - 4, 4);
        foreach (var symbol in CodeLengthOrder)
            output.Write((uint)code.Lengths[symbol], 3);
        foreach (var length in lengths)
            code.Write(output, length);
    }

    /// <summary>A literal byte (distance 0) or a match of <c>Value</c> bytes.</summary>
    private readonly record struct Symbol(int Value, int Distance)
    {
        public int LiteralCode => Distance == 0 ? Value : 257 + Index(LengthBase, Value);

        public int DistanceCode => Index(DistanceBase, Distance);

        /// <summary>The last entry that is not above the value.</summary>
        private static int Index(int[] bases, int value)
        {
            var found = Array.BinarySearch(bases, value);
            return found >= 0 ? found : ~found - 1;
        }
    }

    private sealed class HuffmanCode
    {
        private readonly uint[] _codes;

        public HuffmanCode(int[] counts, int maxLength)
        {
            Lengths = LimitedLengths(counts, maxLength);
            _codes = new uint[counts.Length];
            var next = 0u;
            for (var length = 1; length <= maxLength; length++)
            {
                for (var symbol = 0; symbol < counts.Length; symbol++)
                {
                    if (Lengths[symbol] == length)
                        _codes[symbol] = Reversed(next++, length);
                }
                next <<= 1;
            }
        }

        public int[] Lengths { get; }

        public void Write(BitWriter output, int symbol) => output.Write(_codes[symbol], Lengths[symbol]);

        /// <summary>Huffman's lengths; when one is too long, rarer symbols are made less rare until all fit.</summary>
        private static int[] LimitedLengths(int[] counts, int maxLength)
        {
            for (var floor = 1; ; floor *= 2)
            {
                var lengths = HuffmanLengths(counts, floor);
                if (lengths.Max() <= maxLength)
                    return lengths;
            }
        }

        private static int[] HuffmanLengths(int[] counts, int floor)
        {
            var lengths = new int[counts.Length];
            var parents = new List<int>();
            var leaves = new List<int>();
            var queue = new PriorityQueue<int, (long Weight, int Order)>();
            for (var symbol = 0; symbol < counts.Length; symbol++)
            {
                if (counts[symbol] == 0)
                    continue;
                queue.Enqueue(parents.Count, (Math.Max(floor, counts[symbol]), parents.Count));
                leaves.Add(symbol);
                parents.Add(-1);
            }
            if (leaves.Count == 1)
            {
                lengths[leaves[0]] = 1;
                return lengths;
            }
            while (queue.Count > 1)
            {
                queue.TryDequeue(out var first, out var low);
                queue.TryDequeue(out var second, out var high);
                parents[first] = parents[second] = parents.Count;
                queue.Enqueue(parents.Count, (low.Weight + high.Weight, parents.Count));
                parents.Add(-1);
            }
            for (var leaf = 0; leaf < leaves.Count; leaf++)
            {
                for (var node = leaf; parents[node] >= 0; node = parents[node])
                    lengths[leaves[leaf]]++;
            }
            return lengths;
        }

        private static uint Reversed(uint code, int length)
        {
            var result = 0u;
            for (var bit = 0; bit < length; bit++)
                result |= ((code >> bit) & 1) << (length - 1 - bit);
            return result;
        }
    }

    /// <summary>Packs bits, least significant first.</summary>
    private sealed class BitWriter
    {
        private readonly List<byte> _bytes = [];
        private ulong _pending;
        private int _count;

        public void Write(uint bits, int count)
        {
            _pending |= (ulong)bits << _count;
            _count += count;
            for (; _count >= 8; _count -= 8, _pending >>= 8)
                _bytes.Add((byte)_pending);
        }

        public byte[] ToArray()
        {
            if (_count > 0)
                _bytes.Add((byte)_pending);
            (_count, _pending) = (0, 0);
            return _bytes.ToArray();
        }
    }
}
