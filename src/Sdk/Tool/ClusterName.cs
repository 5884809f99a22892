using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Profiles;

namespace Scalewright.Tool;

/// <summary>Name of the cluster of a profile file.</summary>
internal static class ClusterName
{
    /// <summary>Name of the option.</summary>
    public const string Option = "--name";

    // A file may have a name that no cluster can have. The command then still works without the option.
    private const string Fallback = "plan";

    /// <summary>Creates the option for the name of a cluster and adds its validation.</summary>
    /// <param name="about">Description of the name.</param>
    public static Option<string> AddTo(Command verb, string about = "Name of a new cluster")
    {
        Option<string> name = new(Option) { Description = $"{about}; default the name of the file.", HelpName = "NAME" };
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

    /// <summary>Returns the problem of a state of a cluster with another name; else null.</summary>
    /// <param name="state">The folder, which need not exist.</param>
    /// <param name="name">Name of the desired topology.</param>
    public static Problem? Check(string state, string name)
    {
        try
        {
            if (!Cluster.HasState(state))
            {
                return null;
            }

            string known = Cluster.ReadRecord(state).Owner.Cluster;
            return known == name ? null : CreateProblem(state, TextEscaping.Escape(known), TextEscaping.Escape(name));
        }
        catch (ScalewrightException)
        {
            // The library reports why the state is unreadable.
            return null;
        }
    }

    private static Problem CreateProblem(string state, string known, string name) =>
        new(
            ProblemCode.LineageMismatch,
            $"the state belongs to cluster '{known}', not to '{name}'",
            $"use {Option} {known} for this cluster, or another --state for cluster '{name}'"
        )
        {
            Source = state,
        };

    /// <summary>Returns the default name of the cluster of a file.</summary>
    public static string From(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        return NameRules.IsValidName(name) ? name : Fallback;
    }
}
