namespace Scalewright.Documents;

/// <summary>Reads INI files like Python's configparser: continuation lines, defaults, interpolation.</summary>
/// <remarks>Files are read in order; later values override earlier ones.</remarks>
internal sealed class ConfigIniReader(TreeBuilder tree)
{
    private const string DefaultName = "DEFAULT";
    private readonly ConfigIniSection _defaults = new(DefaultName);
    private readonly Dictionary<string, ConfigIniSection> _byName = new(StringComparer.Ordinal);
    private readonly List<ConfigIniSection> _sections = [];
    private readonly HashSet<string> _sectionsOfFile = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string)> _keysOfFile = [];
    private string _source = "";
    private ConfigIniSection? _section;
    private ConfigIniEntry? _entry;
    private int _indent;
    private int _line;
    private bool _isHeadless;

    /// <summary>File of each section, stored under an empty key, and of each of its keys.</summary>
    public Dictionary<(string Section, string Key), string> Sources { get; } = [];

    public void Read(SourceText text, string source)
    {
        _source = source;
        _section = null;
        _entry = null;
        _indent = 0;
        _line = 0;
        _isHeadless = false;
        _sectionsOfFile.Clear();
        _keysOfFile.Clear();
        foreach (ReadOnlySpan<char> line in new TextLines(text.Decode()))
        {
            _line++;
            Read(line);
        }
    }

    /// <summary>Emits all sections to the tree, each with its own and its inherited keys.</summary>
    public void Emit()
    {
        if (!tree.Problems.HasErrors && (_sections.Count > 0 || _defaults.Entries.Count > 0))
        {
            EmitSections();
        }
    }

    private void Read(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> value = line.Trim();
        if (value.IsEmpty)
        {
            _entry?.Append("");
            return;
        }

        if (value[0] is '#' or ';')
        {
            return;
        }

        int indent = line.Length - line.TrimStart().Length;
        if (_entry is not null && indent > _indent)
        {
            _entry.Append(value.ToString());
            return;
        }

        _indent = indent;
        int close = value.LastIndexOf(']');
        if (value[0] == '[' && close > 0)
        {
            StartSection(value[1..close].ToString(), At(indent));
        }
        else
        {
            ReadKey(value, indent);
        }
    }

    private void StartSection(string name, TextPosition position)
    {
        _entry = null;
        if (string.IsNullOrWhiteSpace(name))
        {
            // The following lines belong to no section and are not reported.
            (_section, _isHeadless) = (null, true);
            AddError(ProblemCode.SyntaxError, position, "", "this section has no name", "write [name]");
            return;
        }

        if (name == DefaultName)
        {
            _section = _defaults;
            return;
        }

        _section = _byName.GetValueOrDefault(name);
        if (_section is null)
        {
            _section = new ConfigIniSection(name);
            _byName.Add(name, _section);
            _sections.Add(_section);
        }

        if (_sectionsOfFile.Add(name))
        {
            (_section.Position, _section.Source) = (position, _source);
        }
        else
        {
            AddError(
                ProblemCode.DuplicateName,
                position,
                name,
                $"section '{TextEscaping.Escape(name)}' stands at {_byName[name].Position} already",
                "write its keys into one section"
            );
        }
    }

    private void ReadKey(ReadOnlySpan<char> value, int indent)
    {
        if (_section is null)
        {
            if (!_isHeadless)
            {
                AddError(
                    ProblemCode.SyntaxError,
                    At(indent),
                    "",
                    "this line stands before the first section",
                    "start a section with [name]"
                );
            }

            _isHeadless = true;
            return;
        }

        int separator = value.IndexOfAny('=', ':');
        string key = separator < 0 ? "" : value[..separator].TrimEnd().ToString().ToLower(CultureInfo.InvariantCulture);
        if (key.Length == 0)
        {
            AddError(
                ProblemCode.SyntaxError,
                At(indent),
                "",
                "this line has no key in front of a '=' or ':'",
                "write key = value, or indent what continues the value above"
            );
            return;
        }

        ReadOnlySpan<char> text = value[(separator + 1)..];
        int blanks = text.Length - text.TrimStart().Length;
        _entry = new ConfigIniEntry(key, At(indent), At(indent + separator + 1 + blanks), text.Trim().ToString(), _source);
        if (_keysOfFile.Add((_section.Name, key)))
        {
            _section.Set(_entry);
        }
        else
        {
            AddError(
                ProblemCode.DuplicateKey,
                At(indent),
                $"{_section.Name}.{key}",
                "this key is given twice",
                "keep one of them; names are case-insensitive"
            );
        }
    }

    private void EmitSections()
    {
        ConfigInterpolation interpolation = new(tree);
        tree.Open(isMap: true, new TextPosition(1, 1));
        foreach (ConfigIniSection section in _sections)
        {
            if (tree.IsStopped)
            {
                return;
            }

            Emit(section, interpolation);
        }

        if (!tree.IsStopped)
        {
            tree.Close();
        }
    }

    private void Emit(ConfigIniSection section, ConfigInterpolation interpolation)
    {
        ConfigIniSection merged = section.WithDefaults(_defaults);
        tree.Key(section.Name, section.Position, duplicate: ProblemCode.DuplicateName);
        tree.Open(isMap: true, section.Position);
        Sources[(section.Name, "")] = section.Source;
        foreach (ConfigIniEntry entry in merged.Entries)
        {
            string text = interpolation.Resolve(merged, entry);
            if (tree.IsStopped || !tree.IsLengthAllowed(text.Length, entry.ValuePosition))
            {
                return;
            }

            Sources[(section.Name, entry.Key)] = entry.Source;
            tree.Key(entry.Key, entry.KeyPosition);
            tree.Scalar(new DocumentScalar(ScalarKind.Text, text, entry.ValuePosition) { IsUntyped = true });
        }

        if (!tree.IsStopped)
        {
            tree.Close();
        }
    }

    private void AddError(ProblemCode code, TextPosition position, string field, string found, string advice) =>
        tree.Problems.Add(
            new Problem(code, found, advice)
            {
                Position = position,
                Field = field,
                Source = _source,
            }
        );

    private TextPosition At(int index) => new(_line, index + 1);
}

/// <summary>Interpolation of configparser: <c>%(key)s</c> refers to a key, <c>%%</c> is a percent sign.</summary>
internal sealed class ConfigInterpolation(TreeBuilder tree)
{
    // MAX_INTERPOLATION_DEPTH of configparser.
    private const int MaxDepth = 10;
    private const int MaxReferences = 100_000;
    private int _references;

    /// <summary>Returns the interpolated value. Reports at most one problem and returns the part before it.</summary>
    public string Resolve(ConfigIniSection section, ConfigIniEntry entry)
    {
        if (!entry.Raw.Contains('%', StringComparison.Ordinal))
        {
            return entry.Raw;
        }

        StringBuilder text = new();
        Expand(section, entry, entry.Raw, text, 1);
        return text.ToString();
    }

    /// <summary>Returns false when a problem was reported.</summary>
    private bool Expand(ConfigIniSection section, ConfigIniEntry entry, ReadOnlySpan<char> rest, StringBuilder text, int depth)
    {
        if (depth > MaxDepth)
        {
            return AddError(section, entry, $"values refer to each other more than {MaxDepth} deep", "write the value out");
        }

        while (!rest.IsEmpty)
        {
            int percent = rest.IndexOf('%');
            text.Append(percent < 0 ? rest : rest[..percent]);
            if (percent < 0)
            {
                return true;
            }

            rest = rest[percent..];
            if (rest.StartsWith("%%"))
            {
                text.Append('%');
                rest = rest[2..];
            }
            else if (!ExpandReference(section, entry, ref rest, text, depth))
            {
                return false;
            }
        }

        return true;
    }

    private bool ExpandReference(ConfigIniSection section, ConfigIniEntry entry, ref ReadOnlySpan<char> rest, StringBuilder text, int depth)
    {
        int close = rest.IndexOf(')');
        if (!rest.StartsWith("%(") || close < 3 || !rest[(close + 1)..].StartsWith("s"))
        {
            return AddError(section, entry, "a '%' is followed by neither '%' nor '(key)s'", "write %% for a percent sign");
        }

        string key = rest[2..close].ToString().ToLower(CultureInfo.InvariantCulture);
        rest = rest[(close + 2)..];
        if (!section.TryGet(key, out ConfigIniEntry? target))
        {
            return AddError(
                section,
                entry,
                $"it refers to '{TextEscaping.Escape(key)}', and neither section "
                    + $"[{TextEscaping.Escape(section.Name)}] nor [DEFAULT] has it",
                "add the key, or write %% for a percent sign"
            );
        }

        if (++_references > MaxReferences || text.Length > tree.Limits.MaxScalarLength)
        {
            tree.Stop(ProblemCode.SizeLimit, entry.ValuePosition, "references in values expand to too much", "write the values out");
            return false;
        }

        return Expand(section, entry, target.Raw, text, depth + 1);
    }

    private bool AddError(ConfigIniSection section, ConfigIniEntry entry, string found, string advice)
    {
        tree.Problems.Add(
            new Problem(ProblemCode.InterpolationFailed, found, advice)
            {
                Position = entry.ValuePosition,
                Field = $"{section.Name}.{entry.Key}",
                Source = entry.Source,
            }
        );
        return false;
    }
}
