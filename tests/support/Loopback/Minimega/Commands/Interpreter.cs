namespace Loopback.Minimega.Commands;

/// <summary>Not thread-safe.</summary>
internal sealed class Interpreter(Site site)
{
    private static readonly Dictionary<string, CommandHandler> Handlers = new(
        (
            (IReadOnlyDictionary<string, CommandHandler>[])
                [VmCommands.All, Launching.All, ConfigCommands.All, CcCommands.All, CcAnswers.All, NetworkCommands.All, SiteCommands.All]
        ).SelectMany(all => all),
        StringComparer.Ordinal
    );

    /// <summary>All messages but the last one announce that more follow.</summary>
    public IReadOnlyList<MinimegaReply> Execute(string line)
    {
        site.Advance();
        IReadOnlyList<Outcome> outcomes = ArgumentParser.IsBlank(line) ? [new(null, site.Defaults)] : RunLine(line);
        return
        [
            .. outcomes.Select(
                (outcome, index) =>
                    new MinimegaReply
                    {
                        Entries = outcome.Entries,
                        Rendered = Rendering.Print(outcome),
                        More = index < outcomes.Count - 1,
                    }
            ),
        ];
    }

    /// <summary>For a request that has neither a command nor a prefix, or both.</summary>
    public MinimegaReply Refuse(string error) => new() { Entries = [Failed(new CommandFailure(error))] };

    private IReadOnlyList<Outcome> RunLine(string line)
    {
        try
        {
            CommandMatch match = CommandLanguage.Recorded.Understand(line);
            if (site.Defaults.Record && site.History.Count < site.Options.HistoryMax)
            {
                site.History.Add(line);
            }

            return Run(match, site.Defaults);
        }
        catch (CommandFailure failure)
        {
            return [new([Failed(failure)], site.Defaults)];
        }
    }

    private IReadOnlyList<Outcome> Run(CommandMatch match, RenderOptions options)
    {
        try
        {
            return match switch
            {
                { Name: ".columns", Nested: { } inner } => Cut(inner, options, entry => TableFilter.Columns(entry, match.Values[0])),
                { Name: ".filter", Nested: { } inner } => Cut(inner, options, entry => TableFilter.Rows(entry, match.Values[0])),
                { Name: ['.', ..], Nested: { } inner } => Run(inner, options.With(match.Name, match.Values[0] == "true")),
                { Name: ".csv" or ".json" or ".headers" or ".annotate" or ".sort" or ".compress" or ".record" or ".preprocess" } =>
                [
                    Default(match, options),
                ],
                { Name: "namespace", Nested: { } inner } => RunIn(match.Values[0], inner, options),
                { Name: "ns run", Nested: { } inner } => Run(inner, options),
                { Name: "mesh send" } => [new([], options)],
                { Name: "read" } => Read(match.Values[0], check: false),
                { Name: "read check" } => Read(match.Values[0], check: true),
                _ => [new([Handle(match)], options)],
            };
        }
        catch (CommandFailure failure)
        {
            return [new([Failed(failure)], options)];
        }
    }

    private MinimegaEntry Handle(CommandMatch match) =>
        Handlers.TryGetValue(match.Name, out CommandHandler? handler)
            ? handler(new(site, site.Namespace(site.Active), match.Values))
            : throw new CommandFailure($"not simulated: `{match.Name}`");

    private Outcome Default(CommandMatch match, RenderOptions options)
    {
        CommandCall call = new(site, site.Namespace(site.Active), match.Values);
        if (call.Value(0) is not { } value)
        {
            return new([call.Text(Json.Flag(site.Defaults.Get(match.Name)))], options);
        }

        site.Defaults = site.Defaults.With(match.Name, value == "true");
        return new([call.Done()], site.Defaults);
    }

    private IReadOnlyList<Outcome> RunIn(string name, CommandMatch inner, RenderOptions options)
    {
        string before = site.Active;
        site.Active = site.Namespace(name).Name;
        try
        {
            return Run(inner, options);
        }
        finally
        {
            site.Active = site.Namespaces.ContainsKey(before) ? before : Site.MainNamespace;
        }
    }

    private IReadOnlyList<Outcome> Cut(CommandMatch inner, RenderOptions options, Func<MinimegaEntry, MinimegaEntry?> cut) =>
        [
            .. Run(inner, options)
                .Select(outcome =>
                    outcome with
                    {
                        Entries = outcome
                            .Entries?.Select(entry => entry.Error.Length > 0 ? entry : cut(entry))
                            .OfType<MinimegaEntry>()
                            .ToValueList(),
                    }
                ),
        ];

    private List<Outcome> Read(string path, bool check)
    {
        List<Outcome> outcomes = [];
        string[] lines = Lines(path);
        for (int index = 0; index < lines.Length; index++)
        {
            if (ArgumentParser.IsBlank(lines[index]))
            {
                continue;
            }

            if (ParseError(lines[index]) is { } error)
            {
                outcomes.Add(new([Failed(new CommandFailure($"{Path.GetFileName(path)}:{index + 1} {error}"))], site.Defaults));
                break;
            }

            outcomes.AddRange(check ? [] : RunLine(lines[index]));
        }

        return outcomes.Count > 0 ? outcomes : [new(null, site.Defaults)];
    }

    private static string? ParseError(string line)
    {
        try
        {
            CommandMatch? innermost = CommandLanguage.Recorded.Understand(line);
            while (innermost.Nested is { } inner)
            {
                innermost = inner;
            }

            return innermost.Name is "read" or "read check" ? "cannot run nested `read` commands" : null;
        }
        catch (CommandFailure failure)
        {
            return failure.Message;
        }
    }

    private string[] Lines(string path)
    {
        FileInfo file = new(path);
        if (!Path.IsPathRooted(path) || !file.Exists)
        {
            throw new CommandFailure($"open {path}: no such file or directory");
        }

        return file.Length <= site.Options.FileBytesMax
            ? File.ReadAllText(path).Split('\n').Select(line => line.TrimEnd('\r')).ToArray()
            : throw new CommandFailure($"{path}: file too large for this server");
    }

    private MinimegaEntry Failed(CommandFailure failure) => new() { Host = failure.Host ?? site.Options.HostName, Error = failure.Message };
}

internal static class CcAnswers
{
    public static IReadOnlyDictionary<string, CommandHandler> All { get; } =
        new Dictionary<string, CommandHandler>(StringComparer.Ordinal)
        {
            ["cc responses"] = call => Responses(call, raw: false),
            ["cc responses raw"] = call => Responses(call, raw: true),
            ["cc exitcode"] = ExitCode,
        };

    private static MinimegaEntry Responses(CommandCall call, bool raw)
    {
        ControlState control = call.Space.Control;
        string target = call.Values[0];
        if (target == "all")
        {
            return call.Text(string.Concat(control.Responses.Select(answer => Print(answer.Key, answer.Value, raw))));
        }

        IReadOnlyList<CcCommand> commands = control.Find(target);
        if (commands.Count == 0)
        {
            throw new CommandFailure($"no responses for {target}");
        }

        // Recorded: 07-cc. Each command of a prefix is followed by an empty line, with or without responses.
        bool byNumber = commands.Any(command => command.Id.ToString() == target);
        return call.Text(
            string.Concat(
                commands
                    .Where(command => !byNumber || command.Id.ToString() == target)
                    .Select(command =>
                        string.Concat(
                            control
                                .Responses.Where(answer => answer.Key.Id == command.Id)
                                .Select(answer => Print(answer.Key, answer.Value, raw))
                        ) + (byNumber ? "" : "\n")
                    )
            )
        );
    }

    private static string Print((int Id, string Uuid, string File) key, string content, bool raw) =>
        raw ? content + "\n" : $"{key.Id}/{key.Uuid}/{key.File}:\n{content}\n";

    private static MinimegaEntry ExitCode(CommandCall call)
    {
        Vm vm = VmTargets.Find(call.Space, call.Values[1]);
        CcCommand? command = call.Space.Control.Commands.Values.FirstOrDefault(command => command.Id.ToString() == call.Values[0]);
        if (command is null || !command.Answers.TryGetValue(vm.Uuid, out int code))
        {
            string path = $"{call.Site.FilesFolder}/miniccc_responses/{call.Values[0]}/{vm.Uuid}/exitcode";
            throw new CommandFailure($"unable to get exit code: stat {path}: no such file or directory");
        }

        return call.Text(code.ToString());
    }
}

/// <summary>Filters affect only tables. The data beside a table stays complete.</summary>
internal static class TableFilter
{
    private static readonly string[] Signs = ["!=", "!~", "=", "~"];

    public static MinimegaEntry Columns(MinimegaEntry entry, string columns)
    {
        if (entry.Header is not { } header)
        {
            return entry;
        }

        int[] places = [.. columns.Split(',').Select(column => Place(header, column))];
        return entry with
        {
            Header = places.Select(place => header[place]).ToValueList(),
            Tabular = entry.Tabular?.Select(row => places.Select(place => row[place]).ToValueList()).ToValueList(),
        };
    }

    public static MinimegaEntry? Rows(MinimegaEntry entry, string filter)
    {
        (string column, string sign, string value) = Parse(filter);
        if (column == "host")
        {
            return Keeps(entry.Host, sign, value) ? entry : null;
        }

        if (entry.Header is not { } header)
        {
            return entry;
        }

        int place = Place(header, column);
        return entry with { Tabular = (entry.Tabular ?? []).Where(row => Keeps(row[place], sign, value)).ToValueList() };
    }

    private static (string Column, string Sign, string Value) Parse(string filter)
    {
        int at = filter.IndexOfAny(['=', '~']);
        if (at < 0)
        {
            throw new CommandFailure($"invalid filter: `{filter}`");
        }

        string sign = Signs.First(sign => filter[..(at + 1)].EndsWith(sign, StringComparison.Ordinal));
        return (filter[..(at + 1 - sign.Length)], sign, filter[(at + 1)..]);
    }

    private static bool Keeps(string cell, string sign, string value) =>
        sign switch
        {
            "=" => IsEqual(cell, value),
            "!=" => !IsEqual(cell, value),
            "~" => cell.Contains(value, StringComparison.OrdinalIgnoreCase),
            _ => !cell.Contains(value, StringComparison.OrdinalIgnoreCase),
        };

    private static bool IsEqual(string cell, string value) =>
        cell.Equals(value, StringComparison.OrdinalIgnoreCase)
        || (cell is ['[', .., ']'] && cell[1..^1].Split(", ").Contains(value, StringComparer.OrdinalIgnoreCase));

    private static int Place(ValueList<string> header, string column)
    {
        int place = header.ToList().FindIndex(name => name.Equals(column, StringComparison.Ordinal));
        return place >= 0 ? place : throw new CommandFailure($"no such column `{column}`");
    }
}
