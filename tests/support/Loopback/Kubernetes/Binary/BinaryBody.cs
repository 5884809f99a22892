using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Binary;

/// <summary>Converts objects from <c>application/vnd.kubernetes.protobuf</c> to JSON.</summary>
internal static class BinaryBody
{
    private const int DepthMax = 20;

    // Kubernetes documentation, API concepts, "Kubernetes Protobuf encoding": four bytes, then an envelope with the kind and the object.
    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    public static JsonObject Read(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
        {
            throw ApiFault.BadRequest("the body is not in the binary format of Kubernetes: it does not begin with k8s");
        }

        (string version, string kind) = ("", "");
        ReadOnlySpan<byte> raw = default;
        BinaryCursor envelope = new(body[Magic.Length..]);
        while (envelope.Next())
        {
            switch (envelope.Field)
            {
                case 1:
                    (version, kind) = ReadPair(envelope.Bytes);
                    break;
                case 2:
                    raw = envelope.Bytes;
                    break;
            }
        }

        JsonObject one = ReadMessage($"{version}/{kind}", raw, 0);
        (one["apiVersion"], one["kind"]) = (version, kind);
        return one;
    }

    private static ApiFault Unknown(string what) =>
        new(
            415,
            "UnsupportedMediaType",
            $"the body of the request was in an unknown format - {what} is not read as application/vnd.kubernetes.protobuf here, accepted media types include: application/json"
        );

    private static JsonObject ReadMessage(string name, ReadOnlySpan<byte> bytes, int depth)
    {
        IReadOnlyDictionary<int, BinaryField> fields = BinaryKinds.Find(name) ?? throw Unknown(name);
        JsonObject one = [];
        BinaryCursor cursor = new(bytes);
        while (cursor.Next())
        {
            BinaryField field = fields.GetValueOrDefault(cursor.Field) ?? throw Unknown($"field {cursor.Field} of {name}");
            bool isNumber = field.Type is BinaryKinds.Number or BinaryKinds.Flag;
            if (isNumber != cursor.IsNumber || depth > DepthMax)
            {
                throw ApiFault.BadRequest($"{field.Name} of {name} is not a {field.Type}");
            }

            Put(one, field, cursor, depth);
        }

        return one;
    }

    private static void Put(JsonObject one, BinaryField field, BinaryCursor cursor, int depth)
    {
        if (field.Type is BinaryKinds.Map or BinaryKinds.Amounts)
        {
            (string key, string text) = field.Type == BinaryKinds.Map ? ReadPair(cursor.Bytes) : ReadAmount(cursor.Bytes);
            one.Map(field.Name)[key] = text;
            return;
        }

        JsonNode? value = field.Type switch
        {
            BinaryKinds.Number => cursor.Number == 0 && !field.IsKept ? null : cursor.Number,
            BinaryKinds.Flag => cursor.Number == 0 && !field.IsKept ? null : cursor.Number != 0,
            BinaryKinds.Text => cursor.Bytes.IsEmpty && !field.IsKept && !field.IsList ? null : Encoding.UTF8.GetString(cursor.Bytes),
            BinaryKinds.Time => ReadTime(cursor.Bytes),
            BinaryKinds.Either => ReadEither(cursor.Bytes),
            _ => ReadMessage(field.Type, cursor.Bytes, depth + 1) is { } inner && (inner.Count > 0 || field.IsKept || field.IsList)
                ? inner
                : null,
        };
        if (field.IsList)
        {
            (one[field.Name] as JsonArray ?? (JsonArray)(one[field.Name] = new JsonArray())).Add(value);
        }
        else if (value is not null)
        {
            one[field.Name] = value;
        }
    }

    private static (string First, string Second) ReadPair(ReadOnlySpan<byte> bytes)
    {
        (string first, string second) = ("", "");
        BinaryCursor cursor = new(bytes);
        while (cursor.Next())
        {
            (first, second) = cursor.Field switch
            {
                1 => (Encoding.UTF8.GetString(cursor.Bytes), second),
                2 => (first, Encoding.UTF8.GetString(cursor.Bytes)),
                _ => (first, second),
            };
        }

        return (first, second);
    }

    // A quantity is a message with one string.
    private static (string Name, string Amount) ReadAmount(ReadOnlySpan<byte> bytes)
    {
        (string name, string amount) = ("", "");
        BinaryCursor cursor = new(bytes);
        while (cursor.Next())
        {
            (name, amount) = cursor.Field == 1 ? (Encoding.UTF8.GetString(cursor.Bytes), amount) : (name, ReadPair(cursor.Bytes).First);
        }

        return (name, amount);
    }

    private static JsonNode? ReadTime(ReadOnlySpan<byte> bytes)
    {
        BinaryCursor cursor = new(bytes);
        while (cursor.Next())
        {
            if (cursor.Field == 1 && cursor.Number is > 0 and < 253402300800)
            {
                return JsonAccess.Time(DateTimeOffset.FromUnixTimeSeconds(cursor.Number));
            }
        }

        return null;
    }

    // IntOrString: field 1 is the type, 2 the number, 3 the string.
    private static JsonNode ReadEither(ReadOnlySpan<byte> bytes)
    {
        (bool isText, long number, string text) = (false, 0, "");
        BinaryCursor cursor = new(bytes);
        while (cursor.Next())
        {
            switch (cursor.Field)
            {
                case 1:
                    isText = cursor.Number == 1;
                    break;
                case 2:
                    number = cursor.Number;
                    break;
                case 3:
                    text = Encoding.UTF8.GetString(cursor.Bytes);
                    break;
            }
        }

        return isText ? text : number;
    }
}

internal ref struct BinaryCursor(ReadOnlySpan<byte> bytes)
{
    private const int VarintBits = 64;
    private ReadOnlySpan<byte> _left = bytes;

    public int Field { get; private set; }

    /// <summary>Value of a varint field.</summary>
    public long Number { get; private set; }

    /// <summary>Value of a length-delimited field.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public bool IsNumber { get; private set; }

    public bool Next()
    {
        if (_left.IsEmpty)
        {
            return false;
        }

        ulong tag = Varint();
        Field = (int)(tag >> 3);
        IsNumber = (tag & 7) == 0;
        Number = 0;
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                Number = (long)Varint();
                return true;
            case 2:
                ulong length = Varint();
                Bytes = length <= (ulong)_left.Length ? _left[..(int)length] : throw Broken();
                _left = _left[(int)length..];
                return true;
            default:
                // No supported kind has fixed-length numbers.
                throw Broken();
        }
    }

    private static ApiFault Broken() => ApiFault.BadRequest("the body is not a message of Protocol Buffers");

    private ulong Varint()
    {
        ulong number = 0;
        for (int shift = 0; shift < VarintBits; shift += 7)
        {
            byte part = _left.IsEmpty ? throw Broken() : _left[0];
            _left = _left[1..];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }

        throw Broken();
    }
}
