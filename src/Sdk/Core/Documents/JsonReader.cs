namespace Scalewright.Documents;

internal sealed class JsonReader(SourceText source, TreeBuilder tree)
{
    private const string TypeKey = "$type";
    private Utf8Cursor _cursor;
    private int _at;
    private JsonTokenType _last;
    private int _consumed;

    public void Read()
    {
        // The tree checks the depth and reports the position; the tokenizer keeps one bit per level.
        JsonReaderOptions options = new() { MaxDepth = tree.Limits.MaxDepth + 1, AllowMultipleValues = true };
        Utf8JsonReader tokens = new(source.Utf8.Span, options);
        try
        {
            ReadTokens(ref tokens);
        }
        catch (JsonException exception)
        {
            StopAt(exception);
        }
    }

    private void ReadTokens(ref Utf8JsonReader tokens)
    {
        while (!tree.IsStopped && !IsBlank(tokens.BytesConsumed) && tokens.Read())
        {
            TextPosition position = AdvanceTo((int)tokens.TokenStartIndex);
            if (tree.Root is not null)
            {
                tree.Stop(ProblemCode.MultipleDocuments, position, "a second document starts here", "keep one document in each file");
                return;
            }

            AddToken(ref tokens, position);
            (_last, _consumed) = (tokens.TokenType, (int)tokens.BytesConsumed);
        }
    }

    private void AddToken(ref Utf8JsonReader tokens, TextPosition position)
    {
        switch (tokens.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                tree.Open(tokens.TokenType == JsonTokenType.StartObject, position);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                tree.Close();
                break;
            case JsonTokenType.PropertyName:
                AddKey(Text(ref tokens, position), position);
                break;
            case JsonTokenType.String:
                tree.Scalar(new DocumentScalar(ScalarKind.Text, Text(ref tokens, position), position));
                break;
            case JsonTokenType.Number:
                tree.Scalar(new DocumentScalar(NumberKind(tokens.ValueSpan), WithoutExponent(Raw(ref tokens, position)), position));
                break;
            case JsonTokenType.True or JsonTokenType.False:
                tree.Scalar(new DocumentScalar(ScalarKind.Boolean, tokens.TokenType == JsonTokenType.True ? "true" : "false", position));
                break;
            default:
                tree.Scalar(new DocumentScalar(ScalarKind.Null, "null", position));
                break;
        }
    }

    // JSON Schema 2020-12, core, section 4.2.3: how an integer is written makes no difference.
    private static string WithoutExponent(string text)
    {
        bool hasExponent = text.AsSpan().ContainsAny('e', 'E');
        return hasExponent && DecimalNumber.TryParse(text, out DecimalNumber number) && number.IsInteger ? number.ToString() : text;
    }

    private static ScalarKind NumberKind(ReadOnlySpan<byte> digits) =>
        digits.ContainsAny((byte)'.', (byte)'e', (byte)'E') ? ScalarKind.Number : ScalarKind.Integer;

    private void AddKey(string key, TextPosition position)
    {
        if (key == TypeKey)
        {
            tree.Problems.AddError(
                ProblemCode.UnsupportedTag,
                position,
                "",
                $"the key {TypeKey} is a type tag",
                "remove it; types follow from the field"
            );
        }

        tree.Key(key, position);
    }

    private string Text(ref Utf8JsonReader tokens, TextPosition start)
    {
        if (!tree.IsLengthAllowed(tokens.ValueIsEscaped ? 0 : Encoding.UTF8.GetCharCount(tokens.ValueSpan), start))
        {
            return "";
        }

        try
        {
            return tokens.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // The bytes are valid UTF-8, so the only possible cause is an escape of half a surrogate pair.
            tree.Problems.AddError(
                ProblemCode.InvalidEncoding,
                start,
                "",
                "an escape produces an unpaired surrogate",
                "write both halves, or the character itself"
            );
            return "";
        }
    }

    private string Raw(ref Utf8JsonReader tokens, TextPosition position) =>
        tree.IsLengthAllowed(tokens.ValueSpan.Length, position) ? Encoding.ASCII.GetString(tokens.ValueSpan) : "";

    private bool IsBlank(long from) =>
        source.Utf8.Span[(int)from..].IndexOfAnyExcept(" \t\r\n"u8) < 0 && (tree.Root is not null || from == 0);

    private TextPosition AdvanceTo(int offset)
    {
        _cursor.Advance(source.Utf8.Span[_at..offset]);
        _at = offset;
        return _cursor.Position;
    }

    private void StopAt(JsonException e)
    {
        ReadOnlySpan<byte> utf8 = source.Utf8.Span;
        int offset = 0;
        for (long line = e.LineNumber ?? 0; line > 0; line--)
        {
            offset += utf8[offset..].IndexOf((byte)'\n') + 1;
        }

        Utf8Cursor cursor = default;
        cursor.Advance(utf8[..Math.Min(utf8.Length, offset + (int)(e.BytePositionInLine ?? 0))]);
        (string found, string advice) = JsonErrorText.Describe(utf8[_consumed..], _last, tree.AwaitsKey, tree.IsRoot);
        tree.Stop(ProblemCode.SyntaxError, cursor.Position, $"the text is not JSON: {found}", advice);
    }
}
