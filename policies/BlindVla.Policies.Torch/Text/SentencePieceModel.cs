using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Google.Protobuf;

namespace BlindVla.Policies.Torch;

/// <summary>
/// SentencePiece's byte-pair encoding (google/sentencepiece, src/bpe_model.cc), to the last tie: of the neighbouring pieces that may be
/// joined the one with the highest score is, and of equal ones the leftmost. What is no piece is written as bytes.
/// </summary>
internal sealed class SentencePieceModel
{
    /// <summary>Bytes of the longest model that is read; LLaMA's has half a million.</summary>
    private const int LongestFile = 1 << 26;

    private const int Normal = 1;
    private const int Unknown = 2;
    private const int Control = 3;
    private const int Byte = 6;
    private const int BytePairEncoding = 2;

    private readonly Dictionary<string, (int Id, float Score)> _pieces = [];
    private readonly int[] _bytes = new int[256];
    private int _unknown = -1;
    private string _unknownText = "";

    /// <summary>Texts get a leading space.</summary>
    public bool AddsDummyPrefix { get; private set; } = true;

    public int Count { get; private set; }

    /// <summary>Ids of control pieces, such as the beginning of a sequence, by name.</summary>
    public Dictionary<string, int> Controls { get; } = [];

    /// <exception cref="CheckpointException">The file is missing, is not a SentencePiece model, or is of a kind that LLaMA's is
    /// not.</exception>
    public static SentencePieceModel Load(string path) => Parse(CheckpointFile.Read(path, LongestFile), path);

    /// <param name="path">What the bytes are called in messages.</param>
    /// <exception cref="CheckpointException">They are not a SentencePiece model, or one of a kind that LLaMA's is not.</exception>
    public static SentencePieceModel Parse(byte[] bytes, string path)
    {
        try
        {
            var model = new SentencePieceModel();
            model.Read(new CodedInputStream(bytes), path);
            return model;
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or FormatException)
        {
            throw new CheckpointException($"{path} is not a SentencePiece model: {e.Message}", e);
        }
    }

    /// <summary>The id of a piece; null where there is none.</summary>
    public int? Find(string piece) => _pieces.TryGetValue(piece, out var found) ? found.Id : null;

    /// <summary>The id of a piece of any kind but bytes; null where there is none.</summary>
    public int? IdOf(string piece) =>
        piece == _unknownText ? _unknown
        : Controls.TryGetValue(piece, out var id) ? id
        : Find(piece);

    /// <summary>Ids of a text in which spaces are written as U+2581.</summary>
    public ImmutableArray<int> Encode(string text)
    {
        var symbols = Symbols(text);
        var agenda = new PriorityQueue<(int Left, int Right, int Length), (float NegativeScore, int Left)>();
        for (var i = 1; i < symbols.Length; i++)
        {
            Consider(i - 1, i);
        }
        while (agenda.TryDequeue(out var pair, out _))
        {
            var (left, right) = (symbols[pair.Left], symbols[pair.Right]);
            // One of them has been joined with another meanwhile.
            if (left.Text.Length == 0 || right.Text.Length == 0 || left.Text.Length + right.Text.Length != pair.Length)
            {
                continue;
            }
            symbols[pair.Left] = left with { Text = left.Text + right.Text, Next = right.Next };
            symbols[pair.Right] = right with { Text = "" };
            if (right.Next >= 0)
            {
                symbols[right.Next] = symbols[right.Next] with { Previous = pair.Left };
                Consider(pair.Left, right.Next);
            }
            if (left.Previous >= 0)
            {
                Consider(left.Previous, pair.Left);
            }
        }
        return [.. symbols.Where(symbol => symbol.Text.Length > 0).SelectMany(Ids)];

        void Consider(int left, int right)
        {
            var joined = symbols[left].Text + symbols[right].Text;
            if (_pieces.TryGetValue(joined, out var piece))
            {
                agenda.Enqueue((left, right, joined.Length), (-piece.Score, left));
            }
        }
    }

    private static Symbol[] Symbols(string text)
    {
        var characters = text.EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        return [.. characters.Select((character, i) => new Symbol(character, i - 1, i + 1 < characters.Length ? i + 1 : -1))];
    }

    private IEnumerable<int> Ids(Symbol symbol) =>
        _pieces.TryGetValue(symbol.Text, out var piece)
            ? [piece.Id]
            : Encoding.UTF8.GetBytes(symbol.Text).Select(value => _bytes[value] >= 0 ? _bytes[value] : _unknown);

    // Field numbers: google/sentencepiece, src/sentencepiece_model.proto.
    private void Read(CodedInputStream input, string path)
    {
        Array.Fill(_bytes, -1);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    ReadPiece(input.ReadBytes().CreateCodedInput());
                    break;
                case 2:
                    ReadTrainer(input.ReadBytes().CreateCodedInput(), path);
                    break;
                case 3:
                    ReadNormalizer(input.ReadBytes().CreateCodedInput(), path);
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
        if (Count == 0)
        {
            throw new FormatException("it has no pieces");
        }
        if (_unknown < 0)
        {
            throw new FormatException("it has no piece for what no other piece is");
        }
    }

    private void ReadPiece(CodedInputStream input)
    {
        var (text, score, type) = ("", 0f, 1);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    text = input.ReadString();
                    break;
                case 2:
                    score = input.ReadFloat();
                    break;
                case 3:
                    type = input.ReadEnum();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
        var id = Count++;
        var isNew = type switch
        {
            Normal when !float.IsFinite(score) => throw new FormatException($"piece {id} has the score {score}"),
            Normal => _pieces.TryAdd(text, (id, score)),
            Control => Controls.TryAdd(text, id),
            Unknown when _unknown < 0 => (_unknown = id) >= 0 && (_unknownText = text).Length > 0,
            Byte when ByteOf(text) is { } value && _bytes[value] < 0 => (_bytes[value] = id) >= 0,
            Byte => throw new FormatException($"piece {id} is to be a byte that no other piece is, as <0x0A> is; found '{text}'"),
            _ => throw new FormatException(
                $"piece {id} ('{text}') is of type {type}; LLaMA's are normal, control or byte pieces, and one unknown"
            ),
        };
        if (!isNew || text.Length == 0)
        {
            throw new FormatException($"piece {id} ('{text}') is empty, or there is one like it already");
        }
    }

    /// <summary>Of a text such as &lt;0x0A&gt;; null for another.</summary>
    private static byte? ByteOf(string text) =>
        text is ['<', '0', 'x', _, _, '>']
        && byte.TryParse(text.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static void ReadTrainer(CodedInputStream input, string path)
    {
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) == 3)
            {
                if (input.ReadEnum() != BytePairEncoding)
                {
                    throw new CheckpointException($"{path}: expected a byte-pair encoding, as LLaMA's, found another kind of model");
                }
            }
            else
            {
                input.SkipLastField();
            }
        }
    }

    private void ReadNormalizer(CodedInputStream input, string path)
    {
        var (map, removesSpaces) = (ByteString.Empty, true);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 2:
                    map = input.ReadBytes();
                    break;
                case 3:
                    AddsDummyPrefix = input.ReadBool();
                    break;
                case 4:
                    removesSpaces = input.ReadBool();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
        if (!map.IsEmpty || removesSpaces)
        {
            throw new CheckpointException(
                $"{path} changes texts before it encodes them (normalizer_spec); expected one that does not, as LLaMA's"
            );
        }
    }

    /// <summary>A piece so far, in a list of pieces; empty when it was joined to the one before it.</summary>
    private readonly record struct Symbol(string Text, int Previous, int Next);
}
