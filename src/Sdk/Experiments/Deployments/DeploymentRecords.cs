using System.Text;
using Scalewright.Documents;
using Scalewright.Experiments.Inventories;

namespace Scalewright.Experiments.Deployments;

/// <summary>What is deployed on the hosts of a folder of inventories, in a hidden file beside them that only its owner may read: variables may hold secrets.</summary>
internal sealed class DeploymentRecords(string folder)
{
    // Ansible reads every file of the folder but the hidden ones.
    private const string FileName = ".deployments.json";

    private string FilePath => Path.Combine(folder, FileName);

    /// <exception cref="ExperimentException">The file cannot be read.</exception>
    public ValueList<DeploymentRecord> Read()
    {
        if (!File.Exists(FilePath))
        {
            return [];
        }

        Document document = DocumentReader.Read(File.ReadAllBytes(FilePath), Dialect.Json, source: FilePath);
        return document.Root is DocumentMap map && map.All(entry => IsRecord(entry.Value))
            ? [.. map.Select(entry => RecordOf(entry.Key, (DocumentMap)entry.Value))]
            : throw new ExperimentException(document.Problems.Count > 0
                ? document.Problems
                : [new Problem(ProblemCode.WrongType, "it holds no deployments", "restore it, or remove it when nothing is deployed") { Source = FilePath }]);
    }

    /// <summary>Notes one, behind the others when it is new.</summary>
    public void Note(DeploymentRecord record)
    {
        ValueList<DeploymentRecord> before = Read();
        Write(before.Any(known => known.Name == record.Name) ? [.. before.Select(known => known.Name == record.Name ? record : known)] : [.. before, record]);
    }

    public void Forget(string name) => Write([.. Read().Where(known => known.Name != name)]);

    private static bool IsRecord(DocumentNode node) =>
        node is DocumentMap map && map["state"] is DocumentScalar state && Enum.TryParse(state.Text, out DeploymentState _) && map["simulated"] is DocumentScalar { Scalar: ScalarKind.Boolean } && map["vars"] is DocumentMap;

    private static DeploymentRecord RecordOf(string name, DocumentMap map) => new(name, Enum.Parse<DeploymentState>(((DocumentScalar)map["state"]!).Text))
    {
        IsSimulated = ((DocumentScalar)map["simulated"]!).Text == "true",
        Vars = (DocumentMap)map["vars"]!,
    };

    private static DocumentMap MapOf(DeploymentRecord record) => new(
    [
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
        JsonText.Append(text, new DocumentMap(records.Select(record => new DocumentEntry(record.Name, default, MapOf(record)))));
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
