namespace Samples.Tests.Documents;

/// <summary>
/// Runs the commands of a document in a folder that looks like a clone. <c>dotnet run</c> and <c>scalewright</c> start
/// existing builds.
/// </summary>
internal sealed partial class DocumentShell : IDisposable
{
    private const string AnyLines = "...";
    private const string Mark = "----8<---- ";

    private static readonly string[] Linked = ["docs", "templates", "README.md"];
    private readonly TemporaryFolder _folder = new();

    // The default folder of local nodes is below it: clusters of other programs are not seen.
    private readonly TemporaryFolder _temporary = new();
    private readonly List<ShellStep> _steps = [];

    public DocumentShell(string document)
    {
        foreach (string name in Linked)
        {
            File.CreateSymbolicLink(_folder.At(name), Repository.At(name));
        }

        // The document's sample is copied, since commands may write into it.
        Directory.CreateDirectory(_folder.At("samples"));
        foreach (string sample in Directory.EnumerateDirectories(Repository.At("samples")))
        {
            string name = Path.Combine("samples", Path.GetFileName(sample));
            if (document.StartsWith(name + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                Copy(sample, _folder.At(name));
            }
            else
            {
                File.CreateSymbolicLink(_folder.At(name), sample);
            }
        }

        // The output of 'dotnet new scalewright-experiment'.
        File.Copy(Repository.At("templates", "scalewright-experiment", "experiment.yaml"), _folder.At("experiment.yaml"));
        WriteProgram("scalewright", $"exec '{Dotnet}' '{Path.Combine(AppContext.BaseDirectory, "Scalewright.Tool.dll")}' \"$@\"");
        WriteProgram("dotnet", DotnetScript);
    }

    private static string Dotnet { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "dotnet"))
            .First(File.Exists);

    // 'dotnet run' of a project starts the program from the build of this test; 'dotnet build' finds it there. Any
    // other verb is rejected: it would write into the clone.
    private static string DotnetScript =>
        $$"""
            verb=$1; project=$PWD; rest=
            case $verb in run|build) shift;; *) echo "'dotnet $verb' would build the clone again; mark the block" >&2; exit 1;; esac
            while [ $# -gt 0 ]; do
              case $1 in
                --project) project=$2; shift 2;;
                --no-build) shift;;
                --) shift; break;;
                *) [ "$verb" = build ] && project=$1 && shift || break;;
              esac
            done
            name=$(basename "$project")
            case $name in Tool) name=Scalewright.Tool;; Scalehub) name=shub;; PhenixScaleApp) name=phenix-app-scale;; esac
            program='{{AppContext.BaseDirectory}}'$name.dll
            [ -f "$program" ] || { echo "$project is not built by the test of documents" >&2; exit 1; }
            [ "$verb" = build ] || exec '{{Dotnet}}' "$program" "$@"
            """;

    public void Add(ShellStep step) => _steps.Add(step);

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
    }

    public IReadOnlyList<string> Run(params IEnumerable<(string Name, string Value)> variables)
    {
        StringBuilder script = new("shopt -s expand_aliases\nexec 2>&1\n");
        foreach ((int index, ShellStep step) in _steps.Index())
        {
            // The file is read when its step runs, since earlier commands may have changed one of its name.
            string part = string.Create(CultureInfo.InvariantCulture, $"steps/{index}");
            _folder.Write(part, step is ShellFile file ? file.Text + "\n" : ((ShellCommand)step).Text + "\n");
            script.Append(
                step is ShellFile given
                    ? $"mkdir -p \"$(dirname '{given.Name}')\"; cp '{_folder.At(part)}' '{given.Name}'; echo; echo '{Mark}'$?\n"
                    : $"source '{_folder.At(part)}' </dev/null; status=$?; echo; echo '{Mark}'$status\n"
            );
        }

        Dictionary<string, string> environment = new(StringComparer.Ordinal)
        {
            ["PATH"] = $"{_folder.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}",
            ["TMPDIR"] = _temporary.Root,
        };
        foreach ((string name, string value) in variables)
        {
            environment[name] = value;
        }

        string[] lines = Command
            .Run("bash", _folder.Root, environment, _folder.Write("steps/all.sh", script.ToString()))
            .Output.Split('\n');
        return [.. Compare(lines)];
    }

    private IEnumerable<string> Compare(string[] lines)
    {
        int at = 0;
        foreach (ShellStep step in _steps)
        {
            int end = Array.FindIndex(lines, at, line => line.StartsWith(Mark, StringComparison.Ordinal));
            if (end < 0)
            {
                yield return $"the shell ended before {step}: {string.Join('\n', lines[at..])}";
                yield break;
            }

            // An empty line precedes the mark, unless the output has no final line break.
            string output = string.Join('\n', lines[at..end]).TrimEnd();
            bool succeeded = lines[end] == Mark + "0";
            at = end + 1;
            if (step is ShellCommand command)
            {
                bool isRight = command.Shown is { Count: > 0 }
                    ? Matches(output.Split('\n'), command.Shown)
                    : succeeded && (command.Shown is null || output.Length == 0);
                if (!isRight)
                {
                    yield return $"{command.Place}: {command.Text}\n{output}\nexit code {lines[end][Mark.Length..]}";
                }
            }
        }
    }

    private static bool Matches(ReadOnlySpan<string> printed, IEnumerable<string> shown)
    {
        string[] rest = [.. shown.Select(line => line.TrimEnd()).Reverse().SkipWhile(line => line.Length == 0).Reverse()];
        return MatchesFrom(printed, rest);
    }

    private static bool MatchesFrom(ReadOnlySpan<string> printed, ReadOnlySpan<string> shown)
    {
        for (; !shown.IsEmpty; printed = printed[1..], shown = shown[1..])
        {
            if (shown[0] == AnyLines)
            {
                bool found = false;
                for (int skipped = 0; skipped <= printed.Length && !found; skipped++)
                {
                    found = MatchesFrom(printed[skipped..], shown[1..]);
                }

                return found;
            }

            if (printed.IsEmpty || WithoutVariables(printed[0].TrimEnd()) != WithoutVariables(shown[0]))
            {
                return false;
            }
        }

        return printed.IsEmpty;
    }

    // Durations and addresses of local nodes differ from run to run.
    private static string WithoutVariables(string line) => Variable().Replace(line, "*");

    [GeneratedRegex(@"\bin [0-9]+(\.[0-9])? s\b|\b127\.77\.[0-9]+\.[0-9]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    private void WriteProgram(string name, string script)
    {
        string path = _folder.Write($"bin/{name}", $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (string folder in Directory.EnumerateDirectories(from).Where(folder => Path.GetFileName(folder) is not ("bin" or "obj")))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
