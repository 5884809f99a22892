namespace Scalewright.Experiments.Deployments;

/// <summary>Parses the output of ansible-core line by line: tasks, failures and the recap.</summary>
internal sealed class PlaybookOutput
{
    private const int MaxErrorLines = 20;
    private static readonly string[] Banners = ["TASK [", "RUNNING HANDLER [", "CLEANUP TASK ["];
    private static readonly string[] Failures = ["fatal: [", "failed: ["];
    private static readonly string[] ErrorPrefixes = ["ERROR!", "usage:", "ansible-playbook:"];
    private static readonly string[] MessageFields = ["msg", "stderr", "module_stderr", "censored"];
    private readonly List<TaskFailure> _failures = [];
    private readonly List<HostRecap> _hosts = [];
    private readonly List<string> _errors = [];
    private string _task = "";

    public void Add(string line)
    {
        if (
            Array.Find(Banners, banner => line.StartsWith(banner, StringComparison.Ordinal)) is { } banner
            && line.LastIndexOf("] ***", StringComparison.Ordinal) is int last
            && last >= banner.Length
        )
        {
            _task = line[banner.Length..last].Replace(" [CHECK MODE]", "", StringComparison.Ordinal);
        }
        else if (Array.Find(Failures, failure => line.StartsWith(failure, StringComparison.Ordinal)) is { } failure)
        {
            AddFailure(line[failure.Length..]);
        }
        else if (line == "...ignoring" && _failures.Count > 0)
        {
            _failures.RemoveAt(_failures.Count - 1);
        }
        else if (line.IndexOf(": ok=", StringComparison.Ordinal) is int end && end > 0)
        {
            AddCounts(line[..end].Trim(), line[(end + 1)..]);
        }
    }

    /// <summary>Parses a line of standard error. Lines before the first task explain a failed start.</summary>
    public void AddError(string line)
    {
        bool hasStarted = _errors.Count > 0 || Array.Exists(ErrorPrefixes, refusal => line.StartsWith(refusal, StringComparison.Ordinal));
        if (hasStarted && line.Length > 0 && _errors.Count < MaxErrorLines)
        {
            _errors.Add(line.Replace("ERROR! ", "", StringComparison.Ordinal).Trim());
        }
    }

    /// <summary>Returns the result. Rescued failures do not count; the recap decides.</summary>
    public PlaybookResult Finish(string playbook, int exitCode)
    {
        HashSet<string> failed = new(_hosts.Where(host => !host.IsSuccess).Select(host => host.Host), StringComparer.Ordinal);
        return new PlaybookResult(playbook, exitCode)
        {
            Hosts = [.. _hosts],
            Failures = [.. _failures.Where(failure => failed.Contains(failure.Host))],
            Error = string.Join(' ', _errors),
        };
    }

    // HOST]: FAILED! => RESULT, HOST]: UNREACHABLE! => RESULT, HOST] (item=ITEM) => RESULT; a delegated task has HOST
    // -> OTHER.
    private void AddFailure(string text)
    {
        int end = text.IndexOf(']', StringComparison.Ordinal),
            arrow = text.IndexOf(" => ", StringComparison.Ordinal);
        if (end > 0 && arrow > end)
        {
            string host = text[..end].Split(" -> ")[0];
            _failures.Add(
                new TaskFailure(host, _task, GetMessage(text[(arrow + 4)..]))
                {
                    IsUnreachable = text[end..arrow].Contains("UNREACHABLE!", StringComparison.Ordinal),
                }
            );
        }
    }

    private void AddCounts(string host, string counts)
    {
        Dictionary<string, int> countsByName = new(StringComparer.Ordinal);
        foreach (string[] pair in counts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('=')))
        {
            if (pair.Length != 2 || !int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            {
                return;
            }

            countsByName[pair[0]] = count;
        }

        _hosts.Add(
            new HostRecap(host)
            {
                Ok = countsByName.GetValueOrDefault("ok"),
                Changed = countsByName.GetValueOrDefault("changed"),
                Unreachable = countsByName.GetValueOrDefault("unreachable"),
                Failed = countsByName.GetValueOrDefault("failed"),
                Skipped = countsByName.GetValueOrDefault("skipped"),
                Rescued = countsByName.GetValueOrDefault("rescued"),
                Ignored = countsByName.GetValueOrDefault("ignored"),
            }
        );
    }

    /// <summary>Returns the message of a result and its standard error; without both, the whole result.</summary>
    private static string GetMessage(string result)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(result);
            string[] texts = [.. MessageFields.Select(name => GetText(document.RootElement, name)).Where(text => text.Length > 0)];
            return texts.Length > 0 ? string.Join(": ", texts) : result;
        }
        catch (JsonException)
        {
            return result;
        }
    }

    private static string GetText(JsonElement result, string name) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty(name, out JsonElement value) ? GetText(value).Trim() : "";

    private static string GetText(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
