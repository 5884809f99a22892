using Scalewright.Experiments.Inventories;

namespace Scalewright.Experiments.Deployments;

/// <summary>Runs playbooks with <c>ansible-playbook</c> on this Linux machine, without a shell.</summary>
/// <remarks>Each run has its own session. Cancellation kills all processes that the run started on this machine; a task
/// that already started on a host completes there. Temporary files are in a folder of the run, and its connections to
/// hosts are closed at the end.</remarks>
/// <param name="options">Options; null for the defaults.</param>
public sealed class AnsibleRunner(AnsibleOptions? options = null) : IPlaybookRunner
{
    // Same as timeout(1).
    private const int LateCode = 124;
    private const string Advice = "install ansible-core, or say where the program is";
    private readonly AnsibleOptions _options = options ?? new AnsibleOptions();

    /// <inheritdoc/>
    public async Task<PlaybookResult> RunAsync(PlaybookRun run, Action<string>? line = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        string program = Require(run);
        RunFolder folder = RunFolder.Make();
        try
        {
            string folderOfRun = GetFolder(run);
            using CancellationTokenSource timeoutSource = new(_options.Timeout, _options.Clock);
            using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(timeoutSource.Token, cancellationToken);
            PlaybookOutput output = new();
            using ToolProcess process = ToolProcess.Start(
                [program, .. Arguments(run, folder)],
                folderOfRun,
                Environment(folderOfRun, folder)
            );
            try
            {
                int code = await process.RunAsync(
                    text =>
                    {
                        output.Add(text);
                        line?.Invoke(text);
                    },
                    text =>
                    {
                        output.AddError(text);
                        line?.Invoke(text);
                    },
                    ending.Token
                );
                return output.Finish(run.Playbook, code);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return output.Finish(run.Playbook, LateCode) with
                {
                    Error = $"it did not end within {_options.Timeout}, its {nameof(AnsibleOptions.Timeout)}",
                };
            }
        }
        finally
        {
            await folder.RemoveAsync();
        }
    }

    private ValueList<string> Arguments(PlaybookRun run, RunFolder folder)
    {
        List<string> arguments =
        [
            "--inventory",
            Path.GetFullPath(run.Inventory),
            "--forks",
            _options.Forks.ToString(CultureInfo.InvariantCulture),
        ];
        if (run.Tags.Count > 0)
        {
            arguments.AddRange(["--tags", string.Join(',', run.Tags)]);
        }

        if (run.Limit.Length > 0)
        {
            arguments.AddRange(["--limit", run.Limit]);
        }

        if (run.IsCheckMode)
        {
            arguments.AddRange(["--check", "--diff"]);
        }

        if (run.Vars.Count > 0)
        {
            // Variables are passed in a file because other users of the machine can see arguments.
            StringBuilder text = new();
            JsonText.Append(text, run.Vars);
            arguments.AddRange(["--extra-vars", "@" + folder.Write("vars.json", text.Append('\n').ToString())]);
        }

        return [.. arguments, Path.GetFullPath(run.Playbook)];
    }

    /// <summary>Environment that fixes the output format, regardless of the user's settings.</summary>
    private ValueMap<string> Environment(string folderOfRun, RunFolder folder)
    {
        ValueMap<string> variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ANSIBLE_NOCOLOR"] = "1",
            ["ANSIBLE_FORCE_COLOR"] = "0",
            ["ANSIBLE_STDOUT_CALLBACK"] = "default",
            ["ANSIBLE_CALLBACK_RESULT_FORMAT"] = "json",
            ["ANSIBLE_CALLBACKS_ENABLED"] = "",
            ["ANSIBLE_DISPLAY_FAILED_STDERR"] = "false",
            ["ANSIBLE_DISPLAY_OK_HOSTS"] = "true",
            ["ANSIBLE_DISPLAY_SKIPPED_HOSTS"] = "true",
            ["ANSIBLE_DISPLAY_ARGS_TO_STDOUT"] = "false",
            ["ANSIBLE_VERBOSITY"] = "0",
            ["ANSIBLE_RETRY_FILES_ENABLED"] = "false",
            ["ANSIBLE_LOCAL_TEMP"] = folder.At("local"),
            ["ANSIBLE_SSH_CONTROL_PATH_DIR"] = folder.Sockets,
            ["LC_ALL"] = "C.UTF-8",
            ["PYTHONUNBUFFERED"] = "1",
        }.ToValueMap();
        string settings = Path.Combine(folderOfRun, "ansible.cfg");
        ValueMap<string> environment = File.Exists(settings) ? variables.With("ANSIBLE_CONFIG", settings) : variables;
        return _options.Environment.Aggregate(environment, (all, entry) => all.With(entry.Key, entry.Value));
    }

    private static string GetFolder(PlaybookRun run) =>
        Path.GetFullPath(run.Folder.Length > 0 ? run.Folder : Path.GetDirectoryName(Path.GetFullPath(run.Playbook))!);

    private string Require(PlaybookRun run)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Forks, 1, nameof(options));
        if (!OperatingSystem.IsLinux())
        {
            throw Fail(run, "ansible-playbook is run on Linux only", "use a machine with Linux");
        }

        foreach (string path in new[] { run.Playbook, run.Inventory })
        {
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                throw Fail(run, $"there is no '{TextEscaping.Escape(path)}'", "give the path of one that is there");
            }
        }

        return ToolProcess.Find(_options.Program)
            ?? throw Fail(run, $"there is no program '{TextEscaping.Escape(_options.Program)}' on this machine", Advice);
    }

    private static ExperimentException Fail(PlaybookRun run, string found, string advice) =>
        new([new Problem(ProblemCode.PlaybookNotRun, found, advice) { Source = run.Playbook }]);
}

/// <summary>Files of one <c>ansible-playbook</c> run, readable only by the owner and deleted at the end.</summary>
internal sealed class RunFolder
{
    private static readonly TimeSpan MaxClosing = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DyingPause = TimeSpan.FromMilliseconds(100);
    private const int MaxTries = 20;
    private readonly string _path;

    private RunFolder(string path) => _path = path;

    /// <summary>Folder for the sockets of connections, short because socket paths are limited.</summary>
    public string Sockets => At("s");

    public static RunFolder Make()
    {
        // Only the owner has access: mkdtemp(3).
        RunFolder folder = new(Directory.CreateTempSubdirectory("scalewright-play-").FullName);
        Directory.CreateDirectory(folder.Sockets);
        return folder;
    }

    public string At(string name) => Path.Combine(_path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    public async Task RemoveAsync()
    {
        if (ToolProcess.Find("ssh") is { } ssh)
        {
            foreach (string socket in Directory.EnumerateFiles(Sockets))
            {
                await CloseAsync(ssh, socket);
            }
        }

        // A killed process may still write a file while the others are deleted.
        for (int tries = 1; !TryDelete(isLast: tries == MaxTries); tries++)
        {
            await Task.Delay(DyingPause, TimeProvider.System);
        }
    }

    private bool TryDelete(bool isLast)
    {
        try
        {
            Directory.Delete(_path, recursive: true);
            return true;
        }
        catch (IOException) when (!isLast)
        {
            // The caller retries, and reports the last failure.
            return false;
        }
    }

    private async Task CloseAsync(string ssh, string socket)
    {
        using CancellationTokenSource timeoutSource = new(MaxClosing, TimeProvider.System);
        using ToolProcess process = ToolProcess.Start(
            [ssh, "-o", $"ControlPath={socket}", "-O", "exit", "any"],
            _path,
            ValueMap<string>.Empty
        );
        try
        {
            await process.RunAsync(_ => { }, _ => { }, timeoutSource.Token);
        }
        catch (OperationCanceledException)
        {
            // The connection hangs. Unused connections close after a while.
        }
    }
}
