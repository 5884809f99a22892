using System.Text.RegularExpressions;

namespace Scalewright.Experiments.Inventories;

/// <summary>Reads INI: hosts with variables, <c>[group:children]</c>, <c>[group:vars]</c>.</summary>
internal sealed partial class InventoryIniReader(InventoryBuilder builder)
{
    private readonly List<(string Group, string Key, DocumentNode Value, TextPosition Position)> _vars = [];
    private readonly List<(string Parent, string Child)> _children = [];
    private readonly List<(string Name, TextPosition Position)> _references = [];
    private string _group = Inventory.UngroupedName;
    private string _sectionKind = "hosts";
    private int _line;

    public void Read(ReadOnlyMemory<byte> utf8)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(
                utf8.Span.StartsWith("\uFEFF"u8) ? utf8.Span[3..] : utf8.Span
            );
        }
        catch (DecoderFallbackException)
        {
            builder.Problems.AddError(ProblemCode.InvalidEncoding, new TextPosition(1, 1), "", "it is not UTF-8", "save the file as UTF-8");
            return;
        }

        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            _line++;
            ReadOnlySpan<char> trimmed = line.Trim();
            if (!trimmed.IsEmpty && trimmed[0] is not ('#' or ';'))
            {
                ReadLine(trimmed.ToString(), line.Length - line.TrimStart().Length);
            }
        }

        Finish();
    }

    /// <summary>Checks groups at the end, because they may be declared after the sections that use them.</summary>
    private void Finish()
    {
        foreach ((string name, TextPosition position) in _references.Where(group => !builder.HasGroup(group.Name)))
        {
            builder.Problems.AddError(
                ProblemCode.MissingField,
                position,
                name,
                $"there is no group '{TextEscaping.Escape(name)}'",
                $"add [{TextEscaping.Escape(name)}]"
            );
        }

        foreach ((string parent, string child) in _children.Where(pair => builder.HasGroup(pair.Child)))
        {
            builder.AddChild(parent, child);
        }

        foreach (
            (string group, string key, DocumentNode value, TextPosition position) in _vars.Where(entry => builder.HasGroup(entry.Group))
        )
        {
            builder.SetGroupVar(group, key, value, position);
        }
    }

    private void ReadLine(string line, int indent)
    {
        if (Section().Match(line) is { Success: true } section)
        {
            StartSection(section, indent);
        }
        else if (line[0] == '[' && line.EndsWith(']'))
        {
            AddError(indent, "this section's name cannot be read", "write [group], [group:children] or [group:vars]");
        }
        else if (_sectionKind == "hosts")
        {
            ReadHost(line, indent);
        }
        else if (_sectionKind == "children")
        {
            ReadChild(line, indent);
        }
        else if (_sectionKind == "vars")
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                AddError(indent, "this line is not a variable", "write key=value");
                return;
            }

            _vars.Add(
                (_group, line[..equals].Trim(), PythonLiteral.Parse(line[(equals + 1)..].Trim(), At(indent + equals + 1)), At(indent))
            );
        }
    }

    private void StartSection(Match section, int indent)
    {
        (_group, _sectionKind) = (section.Groups["group"].Value, section.Groups["part"].Value);
        if (_sectionKind.Length == 0 || _sectionKind == "hosts")
        {
            _sectionKind = "hosts";
            builder.AddGroup(_group);
        }
        else if (_sectionKind == "children")
        {
            builder.AddGroup(_group);
        }
        else if (_sectionKind == "vars")
        {
            _references.Add((_group, At(indent)));
        }
        else
        {
            AddError(indent, $"a section ends in ':{TextEscaping.Escape(_sectionKind)}'", "use :children, :vars, or nothing");
        }
    }

    private void ReadChild(string line, int indent)
    {
        Match name = Name().Match(line);
        if (!name.Success)
        {
            AddError(indent, $"'{TextEscaping.Escape(line)}' is not a name of a group", "write one name in each line");
            return;
        }

        string child = name.Groups["name"].Value;
        _children.Add((_group, child));
        _references.Add((child, At(indent)));
    }

    private void ReadHost(string line, int indent)
    {
        if (ShellTokenizer.Split(line) is not { } words)
        {
            AddError(indent, "a quote does not end", "close it");
            return;
        }

        if (words.Count == 0)
        {
            return;
        }

        (string pattern, DocumentNode? port) = HostPort.Split(words[0].Word);
        if (port is null && pattern.EndsWith(':'))
        {
            AddError(
                indent,
                $"'{TextEscaping.Escape(pattern)}' ends in ':' without a port",
                "write host:port, or [address]:port for an IPv6 address"
            );
            return;
        }

        List<(string Key, DocumentNode Value)> vars = port is null ? [] : [(HostPort.Key, port)];
        foreach ((string word, int index) in words.Skip(1))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                AddError(
                    indent + index,
                    $"'{TextEscaping.Escape(word)}' is not a variable",
                    "write key=value; put a value with blanks in quotes"
                );
                continue;
            }

            vars.Add((word[..equals], PythonLiteral.Parse(word[(equals + 1)..], At(indent + index + equals + 1))));
        }

        foreach (string host in builder.AddHosts(_group, pattern, At(indent)))
        {
            vars.ForEach(entry => builder.SetHostVar(host, entry.Key, entry.Value));
        }
    }

    private void AddError(int index, string found, string advice) =>
        builder.Problems.AddError(ProblemCode.SyntaxError, At(index), "", found, advice);

    private TextPosition At(int index) => new(_line, index + 1);

    [GeneratedRegex(@"^\[(?<group>[^:\]\s]+)(:(?<part>\w+))?\]\s*(\#.*)?$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Section();

    [GeneratedRegex(@"^(?<name>[^:\]\s]+)\s*(\#.*)?$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Name();
}

/// <summary>Splits a line like Python's <c>shlex</c>: removes quotes; an unquoted <c>#</c> ends the line.</summary>
internal static class ShellTokenizer
{
    /// <summary>Returns the words with their start columns; null if a quote is not closed.</summary>
    public static List<(string Word, int Index)>? Split(ReadOnlySpan<char> line)
    {
        List<(string Word, int Index)> words = [];
        StringBuilder word = new();
        int start = -1;
        for (int i = 0; i < line.Length && line[i] != '#'; i++)
        {
            if (char.IsWhiteSpace(line[i]))
            {
                Close();
                continue;
            }

            start = start < 0 ? i : start;
            if (line[i] is '\'' or '"')
            {
                i = Quoted(line, i, word);
            }
            else
            {
                i += line[i] == '\\' ? 1 : 0;
                word.Append(i < line.Length ? line[i] : '\\');
            }

            if (i >= line.Length)
            {
                return null;
            }
        }

        Close();
        return words;

        void Close()
        {
            if (start >= 0)
            {
                words.Add((word.ToString(), start));
            }

            (start, _) = (-1, word.Clear());
        }
    }

    /// <summary>Returns the end of a quoted text; the length of the line if it is not closed.</summary>
    private static int Quoted(ReadOnlySpan<char> line, int open, StringBuilder word)
    {
        for (int i = open + 1; i < line.Length; i++)
        {
            if (line[i] == line[open])
            {
                return i;
            }

            bool isEscape = line[open] == '"' && line[i] == '\\' && i + 1 < line.Length && (line[i + 1] is '"' or '\\');
            i += isEscape ? 1 : 0;
            word.Append(line[i]);
        }

        return line.Length;
    }
}
