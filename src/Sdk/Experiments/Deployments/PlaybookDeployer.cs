using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Platforms;

namespace Scalewright.Experiments.Deployments;

/// <summary>
/// Deploys playbooks on the hosts of platforms and deletes deployments. Every playbook has tasks tagged <c>create</c>
/// and tasks tagged <c>delete</c>. The deployments and their variables are recorded beside the inventories. Nothing can
/// be installed on simulated hosts, so their deployments are only recorded. Only one program may use a folder at a
/// time.
/// </summary>
/// <param name="playbooks">The folder of playbooks.</param>
/// <param name="platforms">The platforms of the hosts.</param>
/// <param name="runner">Runs the playbooks.</param>
public sealed class PlaybookDeployer(PlaybookFolder playbooks, PlatformFolder platforms, IPlaybookRunner runner)
{
    internal const string Simulated = "all hosts are simulated, so no playbook runs there";
    internal const string SimulatedAdvice = "provision real ones, or run the experiment in the simulation";
    private readonly DeploymentRecords _records = new(platforms.FullPath);

    /// <summary>Receives each output line of a playbook; null, the default, discards the output.</summary>
    public Action<string>? OutputHandler { get; init; }

    /// <summary>Variables for deployments without explicit variables. Default empty.</summary>
    public DocumentMap Vars { get; init; } = DocumentMap.Empty;

    /// <summary>Returns known problems that prevent a playbook from running on real hosts; empty if valid.</summary>
    /// <param name="name">A playbook, for example <c>application/consul</c>.</param>
    public ValueList<Problem> Check(string name)
    {
        try
        {
            _ = Describe(name, "create", DocumentMap.Empty);
            return IsSimulated ? [new Problem(ProblemCode.PlaybookNotRun, Simulated, SimulatedAdvice) { Source = platforms.FullPath }] : [];
        }
        catch (ExperimentException failure)
        {
            return failure.Problems;
        }
    }

    /// <summary>Returns the deployments, oldest first.</summary>
    /// <exception cref="ExperimentException">The records cannot be read.</exception>
    public ValueList<DeploymentRecord> GetRecords() => _records.Read();

    /// <summary>Deploys a playbook. Idempotent: unchanged parts stay as they are.</summary>
    /// <param name="name">A playbook, for example <c>application/consul</c>.</param>
    /// <param name="vars">Variables that override variables of roles and hosts; null for <see cref="Vars"/>.</param>
    /// <param name="cancellationToken">Cancels the run. The deployment is then recorded as incomplete.</param>
    /// <exception cref="ExperimentException">The playbook or its hosts are missing, or it cannot run or failed. The
    /// exception lists all failed hosts, tasks and messages.</exception>
    public async Task<DeploymentReport> DeployAsync(string name, DocumentMap? vars = null, CancellationToken cancellationToken = default)
    {
        PlaybookRun run = Describe(name, "create", vars ?? Vars);
        DeploymentRecord? before = Find(name);
        DeploymentRecord record = new(name, DeploymentState.InProgress) { Vars = run.Vars, IsSimulated = IsSimulated };
        // The record precedes the deployment, so no deployment is lost if the program exits here.
        _records.Save(record);
        DeploymentReport report = await RunAsync(name, run, before, cancellationToken);
        _records.Save(record with { State = DeploymentState.Deployed });
        return report;
    }

    /// <summary>Deletes a deployment with the variables it was deployed with. Idempotent.</summary>
    /// <param name="name">A playbook, for example <c>application/consul</c>.</param>
    /// <param name="vars">Variables to use if no deployment is recorded; null for <see cref="Vars"/>.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="ExperimentException">As for <see cref="DeployAsync"/>.</exception>
    public async Task<DeploymentReport> DeleteAsync(string name, DocumentMap? vars = null, CancellationToken cancellationToken = default)
    {
        DeploymentRecord? deployment = Find(name);
        PlaybookRun run = Describe(name, "delete", deployment?.Vars ?? vars ?? Vars);
        if (deployment is not null)
        {
            _records.Save(deployment with { State = DeploymentState.InProgress });
        }

        DeploymentReport report = await RunAsync(name, run, deployment, cancellationToken);
        _records.Forget(name);
        return report;
    }

    /// <summary>Deletes a deployment, then deploys it with the given variables.</summary>
    /// <inheritdoc cref="DeployAsync"/>
    public async Task<DeploymentReport> ReloadAsync(string name, DocumentMap? vars = null, CancellationToken cancellationToken = default)
    {
        await DeleteAsync(name, vars, cancellationToken);
        return await DeployAsync(name, vars, cancellationToken);
    }

    /// <summary>Clears all records, for example after the hosts were deleted.</summary>
    public void ClearRecords()
    {
        foreach (DeploymentRecord record in GetRecords())
        {
            _records.Forget(record.Name);
        }
    }

    /// <summary>Runs a playbook of the folder that deploys nothing, for example one that fetches a file.</summary>
    /// <param name="file">Path below the folder, for example <c>tools/tokens.yaml</c>.</param>
    /// <param name="vars">Variables of the playbook.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="ExperimentException">As for <see cref="DeployAsync"/>.</exception>
    public async Task<DeploymentReport> RunAsync(string file, DocumentMap vars, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vars);
        return Judge(file, await StartAsync(Describe(Path.Combine(playbooks.FullPath, file), [], vars), cancellationToken));
    }

    private bool IsSimulated => platforms.ReadState().All(platforms.IsSimulated);

    private PlaybookRun Describe(string name, string tag, DocumentMap vars) => Describe(playbooks.Find(name), [tag], vars);

    private PlaybookRun Describe(string file, ValueList<string> tags, DocumentMap vars)
    {
        ValueList<PlatformSection> sections = platforms.ReadState();
        if (sections.Count == 0)
        {
            throw new ExperimentException([
                new Problem(ProblemCode.PlaybookNotRun, "no platform is provisioned", "provision one first")
                {
                    Source = platforms.FullPath,
                },
            ]);
        }

        return new PlaybookRun(file, platforms.FullPath)
        {
            Folder = playbooks.FullPath,
            Tags = tags,
            Vars = vars,
            Limit = sections.Any(platforms.IsSimulated) ? $"all:!{SimulatedPlatform.GroupName}" : "",
        };
    }

    private async Task<DeploymentReport> RunAsync(
        string name,
        PlaybookRun run,
        DeploymentRecord? before,
        CancellationToken cancellationToken
    )
    {
        PlaybookResult? result;
        try
        {
            result = await StartAsync(run, cancellationToken);
        }
        catch (ExperimentException)
        {
            // The playbook did not run, so nothing changed.
            if (before is null)
            {
                _records.Forget(name);
            }
            else
            {
                _records.Save(before);
            }

            throw;
        }

        return Judge(name, result);
    }

    private async Task<PlaybookResult?> StartAsync(PlaybookRun run, CancellationToken cancellationToken) =>
        IsSimulated ? null : await runner.RunAsync(run, OutputHandler, cancellationToken);

    private static DeploymentReport Judge(string name, PlaybookResult? result)
    {
        result?.ThrowIfFailed();
        return new DeploymentReport(name) { Result = result };
    }

    private DeploymentRecord? Find(string name) => GetRecords().FirstOrDefault(record => record.Name == name);
}

/// <summary>Records of deployments, in a hidden file for the owner only: variables may contain secrets.</summary>
internal sealed class DeploymentRecords(string folder)
{
    // Ansible reads every file of the folder except hidden ones.
    private const string FileName = ".deployments.json";

    private string FilePath => Path.Combine(folder, FileName);

    public ValueList<DeploymentRecord> Read()
    {
        if (!File.Exists(FilePath))
        {
            return [];
        }

        Document document = DocumentReader.Read(File.ReadAllBytes(FilePath), Dialect.Json, source: FilePath);
        if (document.Root is DocumentMap map && map.All(entry => IsRecord(entry.Value)))
        {
            return [.. map.Select(entry => ToRecord(entry.Key, (DocumentMap)entry.Value))];
        }

        throw new ExperimentException(
            document.Problems.Count > 0
                ? document.Problems
                :
                [
                    new Problem(ProblemCode.WrongType, "it holds no deployments", "restore it, or remove it when nothing is deployed")
                    {
                        Source = FilePath,
                    },
                ]
        );
    }

    public void Save(DeploymentRecord record)
    {
        ValueList<DeploymentRecord> before = Read();
        ValueList<DeploymentRecord> replaced = [.. before.Select(deployment => deployment.Name == record.Name ? record : deployment)];
        Write(before.Any(deployment => deployment.Name == record.Name) ? replaced : [.. before, record]);
    }

    public void Forget(string name) => Write([.. Read().Where(deployment => deployment.Name != name)]);

    private static bool IsRecord(DocumentNode node) =>
        node is DocumentMap map
        && map["state"] is DocumentScalar state
        && Enum.TryParse(state.Text, out DeploymentState _)
        && map["simulated"] is DocumentScalar { ScalarKind: ScalarKind.Boolean }
        && map["vars"] is DocumentMap;

    private static DeploymentRecord ToRecord(string name, DocumentMap map) =>
        new(name, Enum.Parse<DeploymentState>(((DocumentScalar)map["state"]!).Text))
        {
            IsSimulated = ((DocumentScalar)map["simulated"]!).Text == "true",
            Vars = (DocumentMap)map["vars"]!,
        };

    private static DocumentMap ToMap(DeploymentRecord record) =>
        new([
            new DocumentEntry("state", default, new DocumentScalar(ScalarKind.Text, record.State.ToString())),
            new DocumentEntry("simulated", default, new DocumentScalar(ScalarKind.Boolean, record.IsSimulated ? "true" : "false")),
            new DocumentEntry("vars", default, record.Vars),
        ]);

    private void Write(ValueList<DeploymentRecord> records)
    {
        if (records.Count == 0)
        {
            File.Delete(FilePath);
            return;
        }

        StringBuilder text = new();
        JsonText.Append(text, new DocumentMap(records.Select(record => new DocumentEntry(record.Name, default, ToMap(record)))));
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        Directory.CreateDirectory(folder);
        using (FileStream stream = new(FilePath + ".new", options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text.Append('\n').ToString()));
            stream.Flush(flushToDisk: true);
        }

        File.Move(FilePath + ".new", FilePath, overwrite: true);
    }
}
