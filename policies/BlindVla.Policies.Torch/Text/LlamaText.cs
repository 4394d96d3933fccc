using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace BlindVla.Policies.Torch;

/// <summary>
/// LLaMA's tokenizer as Hugging Face's LlamaTokenizer behaves (transformers 4.40.1), in both its ways of treating what stands behind a special
/// token: <c>legacy</c> gives every piece between special tokens its own leading space, the other way only the beginning.
/// </summary>
public sealed class LlamaText
{
    public const string ModelFile = "tokenizer.model";
    public const string ConfigFileName = "tokenizer_config.json";

    private const char Space = '\u2581'; // what SentencePiece writes for a space

    private readonly SentencePieceModel _pieces;
    private readonly bool _legacy;
    private readonly string _unknown;
    private readonly int _unknownLength;
    private readonly ImmutableDictionary<string, int> _special;
    private readonly Regex? _splitter;

    private LlamaText(SentencePieceModel pieces, bool legacy, string unknown, ImmutableDictionary<string, int> special)
    {
        (_pieces, _legacy, _unknown, _special) = (pieces, legacy, unknown, special);
        _unknownLength = Encode(unknown, dummyPrefix: false).Length;
        _splitter = special.IsEmpty
            ? null
            : new Regex("(" + string.Join('|', special.Keys.OrderByDescending(token => token.Length).Select(Regex.Escape)) + ")", RegexOptions.CultureInvariant);
        EmptyToken = pieces.Find($"{Space}") ?? throw new CheckpointException($"the tokenizer has no piece '{Space}', which begins the actions");
        Begin = Control("<s>");
        End = Control("</s>");

        int Control(string name) => pieces.Controls.TryGetValue(name, out var id) ? id : throw new CheckpointException($"the tokenizer has no token '{name}'");
    }

    /// <summary>Id of the beginning of a sequence.</summary>
    public int Begin { get; }

    /// <summary>Id of the end of a sequence.</summary>
    public int End { get; }

    /// <summary>Id of a lone space, behind which actions are written; 29871 in Llama 2.</summary>
    public int EmptyToken { get; }

    /// <summary>Largest id and one more, special tokens included.</summary>
    public int Size => Math.Max(_pieces.Count, _special.Values.DefaultIfEmpty(-1).Max() + 1);

    /// <exception cref="CheckpointException">Files are missing or are not a tokenizer's, or it has more tokens than the network.</exception>
    public static LlamaText Load(string folder, OpenVlaConfig config)
    {
        var path = Path.Combine(folder, ModelFile);
        var file = CheckpointJson.Read(Path.Combine(folder, ConfigFileName), TokenizerJson.Default.TokenizerFile);
        var text = new LlamaText(
            SentencePieceModel.Load(path),
            file.Legacy ?? true,
            file.UnkToken.Text,
            (file.AddedTokensDecoder ?? []).ToImmutableDictionary(token => token.Value.Content, token => int.Parse(token.Key)));
        return text.Size <= config.Language.VocabularySize
            ? text
            : throw new CheckpointException(
                $"{path} and {ConfigFileName} have {text.Size} tokens, but the network's vocabulary is {config.Language.VocabularySize}; the tokenizer belongs to another checkpoint");
    }

    /// <summary>Ids of a text, the beginning of a sequence first.</summary>
    public ImmutableArray<int> Encode(string text) => [Begin, .. EncodePieces(text)];

    private IEnumerable<int> EncodePieces(string text)
    {
        if (text.Length == 0)
        {
            return [];
        }
        if (!_legacy)
        {
            // One leading space for the whole text, not for every piece of it.
            text = Space + text.Replace(Space, ' ');
        }
        var segments = (_splitter?.Split(text) ?? [text]).Where(segment => segment.Length > 0).ToList();
        // The added space would stand alone before a special token.
        if (!_legacy && segments.Count > 1 && segments[0] == $"{Space}" && _special.ContainsKey(segments[1]))
        {
            segments.RemoveAt(0);
        }
        return segments.SelectMany(segment => _special.TryGetValue(segment, out var id) ? [id] : EncodeSegment(segment));
    }

    private ImmutableArray<int> EncodeSegment(string segment)
    {
        if (_legacy)
        {
            return Encode(segment, dummyPrefix: true);
        }
        // Something is put before the leading space and taken off again, so that the space is kept as it is.
        return segment[0] is Space or ' '
            ? [.. Encode(_unknown + segment, dummyPrefix: false).Skip(_unknownLength)]
            : Encode(segment, dummyPrefix: false);
    }

    private ImmutableArray<int> Encode(string segment, bool dummyPrefix) =>
        _pieces.Encode((dummyPrefix && _pieces.AddsDummyPrefix ? $"{Space}" : "") + segment.Replace(' ', Space));
}

internal sealed record TokenizerFile(TokenText UnkToken, bool? Legacy = null, Dictionary<string, AddedToken>? AddedTokensDecoder = null);

internal sealed record AddedToken(string Content);

/// <summary>A token that the file writes as a text or as an object with a content.</summary>
[JsonConverter(typeof(TokenTextConverter))]
internal sealed record TokenText(string Text);

internal sealed class TokenTextConverter : JsonConverter<TokenText>
{
    public override TokenText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        var content = value.RootElement.ValueKind == JsonValueKind.Object ? value.RootElement.GetProperty("content") : value.RootElement;
        return new(content.GetString() ?? throw new JsonException("expected the text of a token"));
    }

    public override void Write(Utf8JsonWriter writer, TokenText value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TokenizerFile))]
internal sealed partial class TokenizerJson : JsonSerializerContext;
