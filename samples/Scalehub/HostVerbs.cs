using System.CommandLine;
using System.Globalization;
using Scalewright;
using Scalewright.Documents;
using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Platforms;
using Scalewright.Programs;

namespace ScalehubSample;

/// <summary><c>tokens</c>, <c>sync</c>, <c>reservation_time</c> and <c>dashboards</c>.</summary>
internal static class HostVerbs
{
    private const string PasswordFile = ".minio-password";
    private const string TokenFile = ".dashboard-token";

    public static void AddTo(RootCommand root, ScalehubOptions places)
    {
        root.Add(Program.Verb("tokens", "Shows the credentials of MinIO, and a token of the Kubernetes dashboard for a day.", (result, cancellationToken) => GetTokensAsync(result, places, cancellationToken)));
        root.Add(Program.Verb("reservation_time", "Shows when the reservation of the machines ends.", (result, _) => Task.FromResult(FormatReservations(result, places, TimeProvider.System.GetLocalNow()))));
        Option<string?> from = new("--from") { Description = "[USER@]HOST:FOLDER, or a folder of this machine; default 'results' of [scalehub]." };
        Option<bool> dryRun = DryRunOption.Make();
        Command sync = Program.Verb("sync", "Copies results of experiments from another machine into the folder of experiments.", (result, cancellationToken) =>
            SyncAsync(result, places, result.GetValue(from), result.GetValue(dryRun), cancellationToken));
        sync.Add(from);
        sync.Add(dryRun);
        root.Add(sync);
        Option<string> output = new("--out", "-o") { DefaultValueFactory = _ => "dashboards.html", Description = "Where to write the page." };
        Command dashboards = Program.Verb("dashboards", "Writes one page of links to what is deployed.", (result, _) => Task.FromResult(WriteDashboards(result, places, result.GetValue(output)!)));
        dashboards.Add(output);
        root.Add(dashboards);
    }

    /// <summary>Deletes the credentials of deleted services.</summary>
    public static void ForgetTokens(PlatformFolder folder)
    {
        if (Directory.Exists(folder.FullPath))
        {
            File.Delete(Path.Combine(folder.FullPath, PasswordFile));
        }
    }

    private static async Task<string> GetTokensAsync(ParseResult result, ScalehubOptions places, CancellationToken cancellationToken)
    {
        PlaybookDeployer deployment = places.Deployment(result);
        PlatformFolder folder = places.Folder(result);
        if (folder.ReadState() is { Count: > 0 } sections && sections.All(folder.IsSimulated))
        {
            return "all hosts are simulated: nothing runs there that one could log in to";
        }

        string minio = await GetMinioCredentialsAsync(deployment, Path.Combine(folder.FullPath, PasswordFile), cancellationToken);
        if (Find(deployment, "orchestration/dashboard", "orchestration/setup") is not { } kubernetes)
        {
            return $"{minio}\nKubernetes dashboard: not deployed";
        }

        string file = Path.Combine(folder.FullPath, TokenFile);
        DocumentEntry target = new("tokens_file", default, new DocumentScalar(ScalarKind.Text, file));
        try
        {
            await places.Deployment(result, isQuiet: true).RunAsync("tools/tokens.yaml", new DocumentMap([.. kubernetes.Vars, target]), cancellationToken);
            return $"{minio}\nKubernetes dashboard: {(await File.ReadAllTextAsync(file, cancellationToken)).Trim()}";
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> GetMinioCredentialsAsync(PlaybookDeployer deployment, string passwordFile, CancellationToken cancellationToken)
    {
        if (Find(deployment, "application/minio", "application/setup") is not { } record)
        {
            return "MinIO: not deployed";
        }

        // After the password, Ansible may store the method of hashing.
        string drawn = File.Exists(passwordFile) ? (await File.ReadAllTextAsync(passwordFile, cancellationToken)).Split(' ')[0].Trim() : "not known here";
        return $"MinIO: user {Word(record.Vars, "minio_user", "scalewright")}, password {Word(record.Vars, "minio_password", drawn)}";
    }

    private static DeploymentRecord? Find(PlaybookDeployer deployment, params string[] names) =>
        deployment.GetRecords().LastOrDefault(record => names.Contains(record.Name, StringComparer.Ordinal));

    private static string Word(DocumentMap vars, string key, string otherwise) => (vars[key] as DocumentScalar)?.Text ?? otherwise;

    private static string FormatReservations(ParseResult result, ScalehubOptions places, DateTimeOffset now)
    {
        ValueList<PlatformSection> provisioned = places.Folder(result).ReadState();
        ValueList<PlatformSection> sections = provisioned.Count > 0 ? provisioned : places.Load(result).Platforms;
        return string.Join('\n', sections.Select(section => $"{section.Name}: {Format(Reservation.FromSection(section, now), now)}"));
    }

    private static string Format(Reservation? reservation, DateTimeOffset now) => reservation switch
    {
        null => "nothing is reserved, so nothing ends",
        { Start: null } => $"{Text(reservation.Duration)} from whenever it begins",
        { Start: { } start } when now < start => $"begins at {Text(start)}, for {Text(reservation.Duration)}",
        { EndsAt: { } end } when now < end => $"until {Text(end)}, {Text(reservation.GetRemaining(now))} left",
        _ => $"over since {Text(reservation.EndsAt!.Value)}",
    };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");

    private static async Task<string> SyncAsync(ParseResult result, ScalehubOptions places, string? from, bool isDryRun, CancellationToken cancellationToken)
    {
        string source = from ?? ((places.LoadIfThere(result).Sections["scalehub"] as DocumentMap)?["results"] as DocumentScalar)?.Text
            ?? throw new InvalidDataException("nothing says where results are; use --from USER@HOST:FOLDER, or write 'results = USER@HOST:FOLDER' below [scalehub]");
        string target = result.GetValue(places.Data)!;
        if (!isDryRun)
        {
            Directory.CreateDirectory(target);
        }

        // Keeps newer local files, and copies atomically.
        string[] dryRun = isDryRun ? ["--dry-run"] : [];
        int code = await Tool.RunAsync(["rsync", "--archive", "--update", "--delay-updates", "--stats", .. dryRun, "--", source.TrimEnd('/') + "/", target + "/"], "install rsync, here and on the other machine", cancellationToken);
        string action = isDryRun ? "would synchronize" : "synchronized";
        return code == 0 ? $"{action} {target} with {source}" : throw new InvalidDataException($"rsync ended with exit code {code}; nothing that was here is changed by what did not come");
    }

    private static string WriteDashboards(ParseResult result, ScalehubOptions places, string output)
    {
        PlaybookDeployer deployment = places.Deployment(result);
        string file = Path.Combine(places.PlaybookFolder(result).FullPath, "dashboards.yaml");
        DashboardPage page = DashboardPage.Read(file);
        File.WriteAllText(output, page.ToHtml(places.Folder(result), deployment.GetRecords()));
        return output;
    }
}
