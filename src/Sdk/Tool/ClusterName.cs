using System.CommandLine;
using Scalewright.Profiles;

namespace Scalewright.Tool;

/// <summary>Name of the cluster of a profile file.</summary>
internal static class ClusterName
{
    /// <summary>Name of the option.</summary>
    public const string Option = "--name";

    /// <summary>Creates the option for the name of a cluster and adds its validation.</summary>
    /// <param name="about">Description of the name.</param>
    public static Option<string> AddTo(Command verb, string about = "Name of a new cluster")
    {
        Option<string> name = new(Option)
        {
            Description = $"{about}; default the name of the file.",
            HelpName = "NAME",
        };
        verb.Validators.Add(result =>
        {
            if (result.GetResult(name) is { Tokens: [{ Value: var text }] } && !NameRules.IsValidName(text))
            {
                result.AddError($"{Option}: '{TextEscaping.Escape(text)}' is not a valid name; {NameRules.Advice}");
            }
        });
        verb.Options.Insert(0, name);
        return name;
    }

    /// <summary>Returns the default name of the cluster of a file.</summary>
    public static string From(string file) =>
        Path.GetFileNameWithoutExtension(file) is var name && NameRules.IsValidName(name) ? name : "plan";
}
