using System.Collections.Immutable;
using System.IO.Compression;
using BlindVla.Imaging;

namespace BlindVla.Policies.Remote;

/// <summary>
/// Pictures in a message of vla-eval: every array of bytes with one, three or four channels goes as <c>__image__</c>, a PNG by default;
/// raw bytes and JPEG are read, too. Ours are PNG without compression: packing and unpacking takes longer than the bytes that it saves take
/// on a wire of a gigabit.
/// </summary>
internal static class VlaEvalImages
{
    private const string Mark = "__image__";

    public static WireValue Encode(WireValue value) =>
        value switch
        {
            WireValue.Numbers { Value: { Type: ElementType.UInt8, Shape: [var height, var width, Picture.Channels] } array }
                when height > 0 && width > 0 => new WireValue.Map(
                (Mark, new WireValue.Flag(true)),
                ("format", new WireValue.Text("png")),
                ("data", new WireValue.Binary(FastPng.Encode(new(width, height, array.Data), CompressionLevel.NoCompression))),
                ("shape", new WireValue.Sequence([.. array.Shape.Select(length => new WireValue.Integer(length))]))
            ),
            WireValue.Map map => new WireValue.Map([.. map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Encode(entry.Value)))]),
            WireValue.Sequence list => new WireValue.Sequence([.. list.Items.Select(Encode)]),
            _ => value,
        };

    /// <exception cref="WireException">A picture is none, or another than it says, or all of them are more than a message may
    /// hold.</exception>
    public static WireValue Decode(WireValue value)
    {
        // What is packed small may be large; together they are no larger than what could have been sent unpacked.
        var left = (long)WireLimits.Default.MaxBytes;
        return Decode(value, ref left);
    }

    private static WireValue Decode(WireValue value, ref long left)
    {
        switch (value)
        {
            case WireValue.Map map when map[Mark] is not null:
                return new WireValue.Numbers(Unpacked(map, ref left));
            case WireValue.Map map:
                var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, WireValue>>(map.Entries.Length);
                foreach (var (key, item) in map.Entries)
                    entries.Add(new(key, Decode(item, ref left)));
                return new WireValue.Map(entries.MoveToImmutable());
            case WireValue.Sequence list:
                var items = ImmutableArray.CreateBuilder<WireValue>(list.Items.Length);
                foreach (var item in list.Items)
                    items.Add(Decode(item, ref left));
                return new WireValue.Sequence(items.MoveToImmutable());
            default:
                return value;
        }
    }

    private static NumericArray Unpacked(WireValue.Map map, ref long left)
    {
        if (map["format"] is not WireValue.Text { Value: "png" or "jpeg" or "raw" } format)
            throw new WireException($"a picture's 'format': expected png, jpeg or raw, found {map["format"]?.Kind ?? "no such key"}");
        if (map["data"] is not WireValue.Binary data)
            throw new WireException($"a picture's 'data': expected bytes, found {map["data"]?.Kind ?? "no such key"}");
        if (
            map["shape"]
            is not WireValue.Sequence { Items: [WireValue.Integer height, WireValue.Integer width, WireValue.Integer channels] }
        )
            throw new WireException(
                $"a picture's 'shape': expected height, width and channels, found {map["shape"]?.Kind ?? "no such key"}"
            );
        if (
            channels.Value != Picture.Channels
            || height.Value is < 1 or > PictureFile.MaxEdge
            || width.Value is < 1 or > PictureFile.MaxEdge
        )
        {
            throw new WireException(
                $"a picture: expected red, green and blue and at most {PictureFile.MaxEdge} pixels on an edge, found "
                    + $"[{height.Value}, {width.Value}, {channels.Value}]"
            );
        }
        var (rows, columns) = ((int)height.Value, (int)width.Value);
        left -= (long)rows * columns * Picture.Channels;
        if (left < 0)
            throw new WireException($"expected pictures of at most {WireLimits.Default.MaxBytes} bytes in one message, found more");
        if (format.Value == "raw" && map["dtype"] is not WireValue.Text { Value: "|u1" })
            throw new WireException($"a raw picture's 'dtype': expected |u1, found {map["dtype"]?.Kind ?? "no such key"}");
        if (format.Value == "raw")
            return new(ElementType.UInt8, [rows, columns, Picture.Channels], data.Value);
        try
        {
            // A picture's own header is what is decoded; it must keep what was said.
            var picture = FastPng.Decode(data.Value);
            return (picture.Height, picture.Width) == (rows, columns)
                ? NumericArray.Of(picture.Rgb, rows, columns, Picture.Channels)
                : throw new WireException($"a picture of {columns}x{rows} pixels: found one of {picture.Width}x{picture.Height}");
        }
        catch (InvalidDataException e)
        {
            throw new WireException(e.Message, e);
        }
    }
}
