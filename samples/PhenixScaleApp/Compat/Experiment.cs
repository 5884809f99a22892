using System.Text;
using PhenixScaleApp.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>The experiment document with the parts that every stage needs.</summary>
internal sealed class Experiment
{
    private Experiment(MapValue root, MapValue app) => (Root, App) = (root, app);

    /// <summary>The whole document.</summary>
    public MapValue Root { get; }

    /// <summary>The scale app's entry in the scenario.</summary>
    public MapValue App { get; }

    /// <summary>The experiment's name.</summary>
    public required string Name { get; init; }

    /// <summary>The experiment's folder.</summary>
    public required string BaseFolder { get; init; }

    /// <summary>The folder of the scripts for minimega.</summary>
    public required string ImagesFolder { get; init; }

    /// <summary>Below the experiment's folder: what the nodes are given.</summary>
    public string ScaleFolder => $"{BaseFolder}/scale";

    /// <summary>The <c>spec</c> of the document.</summary>
    public Value Spec => Loose.Member(Root, "spec");

    /// <summary>Finds the parts of a document.</summary>
    /// <param name="root">The document.</param>
    /// <param name="imagesRoot">Folder in which each experiment has its images folder.</param>
    /// <returns>The experiment; null when no app is called <c>scale</c>.</returns>
    /// <exception cref="ReferenceException">A needed key is missing.</exception>
    public static Experiment? Find(MapValue root, string imagesRoot)
    {
        if (FindApp(root, "scale") is not { } app)
        {
            return null;
        }

        Value spec = Loose.Member(root, "spec");
        string name = Loose.Text(Loose.Member(spec, "experimentName"));
        Value folder = Loose.Member(spec, "baseDir");
        return new Experiment(root, app)
        {
            Name = name,
            BaseFolder = folder is ScalarValue { IsText: true } text
                ? text.Text
                : throw ReferenceException.WrongType($"expected str, bytes or os.PathLike object, not {Loose.TypeName(folder)}"),
            ImagesFolder = Join(imagesRoot, name),
        };
    }

    /// <summary>The first app of a name; null when there is none.</summary>
    /// <exception cref="ReferenceException">An app before it has no name.</exception>
    public static MapValue? FindApp(MapValue root, string name)
    {
        Value apps = Loose.Member(Loose.Member(Loose.Member(root, "spec"), "scenario"), "apps");
        foreach (Value app in Loose.Items(apps))
        {
            if (Loose.Member(app, "name") is ScalarValue { IsText: true } text && text.Text == name)
            {
                return (MapValue)app;
            }
        }

        return null;
    }

    /// <summary>Makes the folders that every stage needs.</summary>
    public void CreateFolders()
    {
        Directory.CreateDirectory(BaseFolder);
        Directory.CreateDirectory(ScaleFolder);
        Directory.CreateDirectory(ImagesFolder);
    }

    /// <summary>A path below a folder, written as the reference writes it.</summary>
    public static string Join(string folder, string name) =>
        name.StartsWith('/') ? name : folder.Length == 0 || folder.EndsWith('/') ? folder + name : $"{folder}/{name}";

    /// <summary>True when VLAN ids are known, by the network's name or by any that is the same with other characters than letters, digits and <c>_</c> replaced.</summary>
    public bool TryGetVlan(Value? name, out Value vlan)
    {
        vlan = ScalarValue.Null;
        if (name is null || Root.Get("status") is not MapValue status || status.Get("vlans") is not MapValue vlans)
        {
            return false;
        }

        string key = Loose.Text(name);
        string safe = Identifier(key);
        Value? found = vlans.Get(key);
        found ??= vlans.Keys.FirstOrDefault(candidate => Identifier(candidate) == safe) is { } alias ? vlans.Get(alias) : null;
        vlan = found ?? ScalarValue.Null;
        return found is not null;
    }

    /// <summary>A name as it can be used for an attribute: letters, digits and single underscores.</summary>
    private static string Identifier(string name)
    {
        StringBuilder identifier = new();
        foreach (char character in name)
        {
            if (char.IsLetterOrDigit(character) || character == '_')
            {
                identifier.Append(character);
            }
            else if (identifier.Length > 0 && identifier[^1] != '\0')
            {
                identifier.Append('\0');
            }
        }

        string text = identifier.ToString().TrimEnd('\0').Replace('\0', '_');
        return text.Length > 0 && char.IsDigit(text[0]) ? $"x{text}" : text;
    }
}
