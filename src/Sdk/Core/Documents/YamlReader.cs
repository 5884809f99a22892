using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Scalewright.Documents;

/// <summary>Reads YAML from parser events. Limits are checked first; tags never select a .NET type.</summary>
internal sealed class YamlReader(SourceText source, TreeBuilder tree, ScalarSchema schema)
{
    private readonly Dictionary<string, YamlAnchor> _anchors = new(StringComparer.Ordinal);
    private readonly YamlTags _tags = new(tree.Problems, schema);
    private string _text = "";
    private UnicodeLineBreaks _breaks;
    private TextPosition _last = new(1, 1);
    private bool _hasDocument;

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Whatever the foreign scanner throws at a hostile text is a syntax error of the text."
    )]
    public void Read()
    {
        _text = source.Decode();
        _breaks = schema.HasWideBreaks ? default : new UnicodeLineBreaks(_text);
        Scanner scanner = new(new StringReader(_breaks.Substitute(_text)), skipComments: true);
        try
        {
            ReadEvents(new Parser(scanner));
        }
        catch (YamlException exception)
        {
            StopAt(exception);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            tree.Stop(
                ProblemCode.SyntaxError,
                Later(GetPosition(scanner.CurrentPosition)),
                "the text is not YAML here",
                "check quotes, brackets and indentation"
            );
        }
    }

    private static TextPosition GetPosition(in Mark mark) => new((int)mark.Line, (int)mark.Column);

    /// <summary>Returns the scanner's position, unless it precedes the last valid event.</summary>
    private TextPosition Later(TextPosition position) =>
        (position.Line, position.Column).CompareTo((_last.Line, _last.Column)) < 0 ? _last : position;

    private void ReadEvents(Parser parser)
    {
        while (!tree.IsStopped && parser.MoveNext())
        {
            ParsingEvent current = parser.Current!;
            TextPosition position = GetPosition(current.Start);
            switch (current)
            {
                case Scalar scalar:
                    ReadNode(scalar, position);
                    break;
                case MappingStart map:
                    _tags.CheckCollection(map.Tag, isMap: true, position);
                    tree.Open(isMap: true, position, Define(map.Anchor));
                    break;
                case SequenceStart list:
                    _tags.CheckCollection(list.Tag, isMap: false, position);
                    tree.Open(isMap: false, position, Define(list.Anchor), _tags.IsPairs(list.Tag));
                    break;
                case MappingEnd or SequenceEnd:
                    tree.Close();
                    continue;
                case AnchorAlias alias:
                    ReadNode(alias.Value.Value, position);
                    break;
                case DocumentStart:
                    StartDocument(position);
                    break;
            }

            _last = position;
        }
    }

    private void StartDocument(TextPosition position)
    {
        if (_hasDocument)
        {
            tree.Stop(ProblemCode.MultipleDocuments, position, "a second document starts here", "keep one document in each file");
        }

        _hasDocument = true;
    }

    private void ReadNode(Scalar scalar, TextPosition start)
    {
        if (IsNoDocument(scalar))
        {
            return;
        }

        string text = _breaks.Restore(scalar.Value);
        if (scalar.Style == ScalarStyle.DoubleQuoted && !schema.IsLenient && HasLoneSurrogate(text))
        {
            tree.Problems.AddError(
                ProblemCode.InvalidEncoding,
                start,
                "",
                "an escape produces an unpaired surrogate",
                "write both halves, or the character itself"
            );
        }

        bool isPlain = scalar.Style == ScalarStyle.Plain;
        if (schema.IsLenient)
        {
            text = AsEscaped(scalar, text);
            if (isPlain && Mistake(scalar, text) is { } mistake)
            {
                tree.Stop(ProblemCode.SyntaxError, start, mistake, "write it in quotes");
                return;
            }
        }

        YamlAnchor? anchor = Define(scalar.Anchor);
        if (anchor is null && scalar.Tag.IsEmpty)
        {
            ReadNode(text, isPlain, start);
            return;
        }

        DocumentScalar node = _tags.Resolve(scalar.Tag, text, isPlain, start);
        if (anchor is not null)
        {
            (anchor.Node, anchor.Size) = (node, 1);
        }

        AddScalar(node, text, isPlain && scalar.Tag.IsEmpty);
    }

    private void ReadNode(string text, bool isPlain, TextPosition position)
    {
        bool isMerge = isPlain && text == "<<";
        if (tree.AwaitsKey && (isMerge || !isPlain || !schema.IsLenient))
        {
            tree.Key(text, position, isMerge);
            return;
        }

        ScalarValue value = isPlain ? schema.Resolve(text) : new ScalarValue(ScalarKind.Text, text);
        AddScalar(new DocumentScalar(value.Kind, value.Text, position), text, isPlain);
    }

    private void AddScalar(DocumentScalar node, string written, bool isBare)
    {
        if (!schema.IsReal(new ScalarValue(node.ScalarKind, node.Text)))
        {
            tree.Stop(
                ProblemCode.WrongType,
                node.Position,
                $"'{TextEscaping.Escape(written)}' is not a valid date or time",
                "put it in quotes"
            );
        }
        else if (tree.AwaitsKey)
        {
            AddKey(node, written);
        }
        else if (isBare && schema.IsKeyOnly(written))
        {
            tree.Stop(ProblemCode.UnsupportedTag, node.Position, $"'{written}' without quotes is not a value", "put it in quotes");
        }
        else
        {
            tree.Scalar(node);
        }
    }

    /// <summary>Returns why PyYAML rejects a plain scalar, an indicator or a missing key; null if it does
    /// not.</summary>
    private string? Mistake(Scalar scalar, string text)
    {
        if (text.Length > 0)
        {
            return text[0] is '@' or '`' or '%' ? $"a text without quotes starts with '{text[0]}'" : null;
        }

        int at = Math.Min((int)scalar.Start.Index, _text.Length);
        bool isMissing =
            tree.AwaitsKey
            && scalar.Tag.IsEmpty
            && scalar.Anchor.IsEmpty
            && _text.AsSpan(at).TrimStart() is [':', ..]
            && _text.AsSpan(0, at).TrimEnd() is not [.., '?'];
        return isMissing ? "a key is missing in front of a colon" : null;
    }

    /// <summary>Swaps the halves of an escaped surrogate pair, so that they stay unpaired, as in Python.</summary>
    private string AsEscaped(Scalar scalar, string text)
    {
        int first = text.AsSpan().IndexOfAnyInRange('\ud800', '\udbff');
        bool isEscaped =
            first >= 0
            && scalar.Style == ScalarStyle.DoubleQuoted
            && _text
                .AsSpan((int)scalar.Start.Index, (int)(scalar.End.Index - scalar.Start.Index))
                .IndexOf("\\ud", StringComparison.OrdinalIgnoreCase) >= 0;
        return isEscaped && first + 1 < text.Length ? $"{text[..first]}{text[first + 1]}{text[first]}{text[(first + 2)..]}" : text;
    }

    /// <summary>True for an empty document: <c>---</c> without content.</summary>
    private bool IsNoDocument(Scalar scalar) =>
        tree.IsRoot && scalar is { Style: ScalarStyle.Plain, Value.Length: 0 } && scalar.Tag.IsEmpty && scalar.Anchor.IsEmpty;

    private void ReadNode(string alias, TextPosition position)
    {
        if (!_anchors.TryGetValue(alias, out YamlAnchor? anchor))
        {
            tree.Stop(
                ProblemCode.SyntaxError,
                position,
                $"no anchor '{TextEscaping.Escape(alias)}' stands before this alias",
                $"define it with &{TextEscaping.Escape(alias)}"
            );
        }
        else if (anchor.Node is null)
        {
            tree.Stop(
                ProblemCode.AliasCycle,
                position,
                $"the alias '{TextEscaping.Escape(alias)}' refers to a value that contains the alias itself",
                "write the value out"
            );
        }
        else if (tree.AwaitsKey && anchor.Node is DocumentScalar key)
        {
            AddKey((DocumentScalar)key.WithPosition(position), key.Text);
        }
        else
        {
            tree.Alias(anchor, position);
        }
    }

    private void AddKey(DocumentScalar key, string written)
    {
        if (schema.IsLenient)
        {
            tree.Key(key.Text, key.Position, kind: key.ScalarKind);
        }
        else
        {
            tree.Key(written, key.Position);
        }
    }

    private YamlAnchor? Define(AnchorName name)
    {
        if (name.IsEmpty)
        {
            return null;
        }

        YamlAnchor anchor = new();
        _anchors[name.Value] = anchor;
        return anchor;
    }

    private static bool HasLoneSurrogate(string text)
    {
        int at = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff');
        while (at >= 0 && at < text.Length)
        {
            if (char.IsSurrogatePair(text, at))
            {
                at += 2;
            }
            else if (char.IsSurrogate(text[at]))
            {
                return true;
            }
            else
            {
                at++;
            }
        }

        return false;
    }

    /// <summary>Returns the scanner's message, without its internal terms.</summary>
    private static string CleanMessage(YamlException e) =>
        ExceptionText
            .From(e)
            .Replace("end of stream", "end of the text", StringComparison.Ordinal)
            .Replace("character that cannot start any token", "a character that nothing starts with", StringComparison.Ordinal)
            .Replace("  ", " ", StringComparison.Ordinal);

    private void StopAt(YamlException e)
    {
        bool isSurrogate = e.Message.Contains("surrogate", StringComparison.OrdinalIgnoreCase);
        TextPosition position = Later(GetPosition(e.Start));
        if (TabIndentationCheck.Find(_text, _last.Line) is { } tab && e.Message.Contains("tab", StringComparison.Ordinal))
        {
            position = tab;
        }

        string found = e.InnerException is null ? $"the text is not YAML: {CleanMessage(e)}" : "the text is not YAML here";
        tree.Stop(
            isSurrogate ? ProblemCode.InvalidEncoding : ProblemCode.SyntaxError,
            position,
            found,
            "check quotes, brackets and indentation"
        );
    }
}
