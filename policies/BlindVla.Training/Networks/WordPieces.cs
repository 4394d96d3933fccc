using System.Collections.Immutable;
using Google.Protobuf;

namespace BlindVla.Training;

/// <summary>
/// Makes a LLaMA's tokenizer for a small vocabulary: byte-pair encoding (Sennrich et al. 2016) learned until every word of the texts given
/// is one piece, bytes for whatever else is written, places of a picture, and last the tokens that actions are written in.
/// </summary>
public static class WordPieces
{
    public const string Unknown = "<unk>";
    public const string Begin = "<s>";
    public const string End = "</s>";

    /// <summary>Bins of each coordinate of a place.</summary>
    public const int PlaceBins = 128;

    private const char Space = '\u2581'; // what SentencePiece writes for a space

    // google/sentencepiece, src/sentencepiece_model.proto.
    private const int NormalPiece = 1;
    private const int UnknownPiece = 2;
    private const int ControlPiece = 3;
    private const int BytePiece = 6;
    private const int BytePairModel = 2;

    /// <summary>The piece of a coordinate, from the left or from the top.</summary>
    /// <param name="bin">0 to <see cref="PlaceBins"/> - 1.</param>
    public static string Place(int bin) => $"<loc{bin:000}>";

    /// <summary>The file <c>tokenizer.model</c>: the same texts give the same bytes, in whatever order they come.</summary>
    /// <param name="texts">Everything that is to be written in few tokens.</param>
    /// <param name="actionBins">Pieces at the end that name no text.</param>
    /// <returns>The file's bytes and its number of pieces.</returns>
    public static (byte[] Model, int Count) Train(IEnumerable<string> texts, int actionBins)
    {
        var words = Words(texts);
        var letters = words.Keys.SelectMany(word => word).Append(Space).Distinct().Order().Select(letter => $"{letter}");
        List<(string Text, float Score, int Type)> pieces =
        [
            (Unknown, 0, UnknownPiece),
            (Begin, 0, ControlPiece),
            (End, 0, ControlPiece),
            .. Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", 0f, BytePiece)),
        ];
        // Earlier joins win: the score falls with each.
        var score = 0f;
        pieces.AddRange(Joins(words).Select(join => (join, --score, NormalPiece)));
        pieces.AddRange(letters.Select(letter => (letter, --score, NormalPiece)));
        // No joins lead to these: who means one writes its id.
        pieces.AddRange(Enumerable.Range(0, PlaceBins).Select(bin => (Place(bin), --score, NormalPiece)));
        pieces.AddRange(Enumerable.Range(0, actionBins).Select(bin => ($"<action{bin:000}>", --score, NormalPiece)));
        return (Encode(pieces), pieces.Count);
    }

    /// <summary>How often each word occurs; a sign that is no letter and no digit is no part of one.</summary>
    private static ImmutableSortedDictionary<string, int> Words(IEnumerable<string> texts)
    {
        var counts = new Dictionary<string, int>();
        foreach (var word in texts.SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            var start = 0;
            var text = Space + word;
            for (var i = 1; i <= text.Length; i++)
            {
                if (i == text.Length || !char.IsLetterOrDigit(text[i]))
                {
                    Count(text[start..i]);
                    start = i;
                    if (i < text.Length)
                    {
                        Count(text[i..(i + 1)]);
                        start = i + 1;
                    }
                }
            }
        }
        return counts.ToImmutableSortedDictionary(StringComparer.Ordinal);

        void Count(string word)
        {
            if (word.Length > 0)
            {
                counts[word] = counts.GetValueOrDefault(word) + 1;
            }
        }
    }

    /// <summary>The neighbours that are joined, most frequent first, until every word is whole.</summary>
    private static IEnumerable<string> Joins(ImmutableSortedDictionary<string, int> words)
    {
        var parts = words.ToDictionary(word => word.Key, word => word.Key.Select(letter => $"{letter}").ToList());
        while (true)
        {
            var counts = new SortedDictionary<(string Left, string Right), int>();
            foreach (var (word, split) in parts)
            {
                foreach (var pair in split.Zip(split.Skip(1)))
                {
                    counts[pair] = counts.GetValueOrDefault(pair) + words[word];
                }
            }
            if (counts.Count == 0)
            {
                yield break;
            }
            var (left, right) = counts.MaxBy(pair => pair.Value).Key;
            foreach (var split in parts.Values)
            {
                for (var i = 0; i + 1 < split.Count; i++)
                {
                    if (split[i] == left && split[i + 1] == right)
                    {
                        split[i] = left + right;
                        split.RemoveAt(i + 1);
                    }
                }
            }
            yield return left + right;
        }
    }

    private static byte[] Encode(IEnumerable<(string Text, float Score, int Type)> pieces)
    {
        using var file = new MemoryStream();
        var output = new CodedOutputStream(file);
        foreach (var (text, score, type) in pieces)
        {
            Message(output, 1, piece =>
            {
                piece.WriteTag(1, WireFormat.WireType.LengthDelimited);
                piece.WriteString(text);
                piece.WriteTag(2, WireFormat.WireType.Fixed32);
                piece.WriteFloat(score);
                piece.WriteTag(3, WireFormat.WireType.Varint);
                piece.WriteEnum(type);
            });
        }
        Message(output, 2, trainer =>
        {
            trainer.WriteTag(3, WireFormat.WireType.Varint);
            trainer.WriteEnum(BytePairModel);
            trainer.WriteTag(35, WireFormat.WireType.Varint); // byte_fallback
            trainer.WriteBool(true);
        });
        Message(output, 3, normalizer =>
        {
            normalizer.WriteTag(1, WireFormat.WireType.LengthDelimited);
            normalizer.WriteString("identity");
            normalizer.WriteTag(3, WireFormat.WireType.Varint); // add_dummy_prefix
            normalizer.WriteBool(true);
            normalizer.WriteTag(4, WireFormat.WireType.Varint); // remove_extra_whitespaces
            normalizer.WriteBool(false);
            normalizer.WriteTag(5, WireFormat.WireType.Varint); // escape_whitespaces
            normalizer.WriteBool(true);
        });
        output.Flush();
        return file.ToArray();
    }

    private static void Message(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        var inner = new CodedOutputStream(buffer);
        write(inner);
        inner.Flush();
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(buffer.ToArray()));
    }
}
