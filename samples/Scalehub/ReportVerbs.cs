using System.CommandLine;
using Scalewright;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reports;
using Scalewright.Experiments.Sqlite;

namespace ScalehubSample;

/// <summary><c>export</c> and <c>plot</c>.</summary>
internal static class ReportVerbs
{
    public static void AddTo(RootCommand root, ScalehubOptions places)
    {
        Option<string?> name = new("--experiment", "-e") { Description = "Folder of the experiment; default the last one." };
        Option<string?> output = new("--out", "-o") { Description = "Where to write; default into the experiment's folder." };
        Option<string?> compare = new("--compare") { Description = "Folder of another experiment to compare with." };
        Option<bool> reference = new("--reference") { Description = "In the layout of Scalehub instead of tables." };
        Option<string?> database = new("--db") { Description = "SQLite file that stores the experiment too, besides those it already stores." };
        database.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is "")
            {
                result.AddError("--db: the path is empty; name a file");
            }
        });
        Command export = Program.Verb("export", "Writes what was measured as CSV and JSON.", async (result, cancellationToken) =>
        {
            ExperimentFolder folder = Find(result.GetValue(places.Data)!, result.GetValue(name));
            string target = result.GetValue(output) ?? Path.Combine(folder.FullPath, "export");
            ExperimentData data = Measured(folder);
            ValueList<string> written = result.GetValue(reference) ? ScalehubExport.Write(data, target) : TidyExport.Write(data, target);
            if (result.GetValue(database) is { } file)
            {
                await new SqliteHistoryStore(file).StoreAsync(data, cancellationToken);
                written = [.. written, $"stored {data.Name} in {file}"];
            }

            return string.Join('\n', written);
        });
        Command plot = Program.Verb("plot", "Draws what was measured as one page.", async (result, cancellationToken) =>
        {
            string data = result.GetValue(places.Data)!;
            ExperimentFolder folder = Find(data, result.GetValue(name));
            ExperimentData? other = result.GetValue(compare) is { } before ? Find(data, before).ReadData() : null;
            string target = result.GetValue(output) ?? Path.Combine(folder.FullPath, "report.html");
            ExperimentData drawn = folder.ReadData();
            Warn(folder, drawn);
            await ExperimentPage.Create(drawn, other).WriteAsync(target, cancellationToken);
            return target;
        });
        (Command Verb, Option[] Options)[] verbs = [(export, [name, output, reference, database]), (plot, [name, output, compare])];
        foreach ((Command verb, Option[] options) in verbs)
        {
            Array.ForEach(options, verb.Add);
            root.Add(verb);
        }
    }

    /// <summary>Loads the measurements. Skips incomplete runs and reports them.</summary>
    private static ExperimentData Measured(ExperimentFolder folder)
    {
        ExperimentData data = folder.ReadData();
        if (data.Points.All(point => !point.Completed.Any()))
        {
            throw new InvalidDataException($"{folder.Name}: no run was measured to its end, so there is nothing to export\n{string.Join('\n', data.ExcludedRuns)}");
        }

        Warn(folder, data);
        return data;
    }

    /// <summary>Warns of facts that the figures do not show.</summary>
    private static void Warn(ExperimentFolder folder, ExperimentData data)
    {
        foreach (Problem problem in data.Check(folder.FullPath))
        {
            Console.Error.WriteLine(ScalehubOptions.Line(problem));
        }
    }

    private static ExperimentFolder Find(string data, string? name) => name is null
        ? ExperimentFolder.List(data).Where(folder => Directory.EnumerateFiles(folder.FullPath, "run-*.jsonl", SearchOption.AllDirectories).Any()).OrderBy(folder => folder.GetStartTime()).LastOrDefault()
            ?? throw new InvalidDataException($"{data}: no experiment has run; use 'shub experiment start' first")
        : ExperimentFolder.Open(FolderOf(data, name));

    /// <summary>Finds a folder by the name of the experiment, or by a path as this program prints it.</summary>
    private static string FolderOf(string data, string name)
    {
        string called = Path.Combine(data, name);
        return Path.TrimEndingDirectorySeparator(!Directory.Exists(called) && Directory.Exists(name) ? name : called);
    }
}
