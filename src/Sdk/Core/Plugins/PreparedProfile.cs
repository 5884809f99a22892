using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>A profile that its plugin has accepted and counted: where both expanding and the mere check of a file begin.</summary>
/// <param name="Profile">The profile that the plugin's later members see.</param>
/// <param name="NodeCount">How many nodes it becomes.</param>
internal sealed record PreparedProfile(ScalePlugin Plugin, Profile Profile, int NodeCount)
{
    /// <summary>Checks and prepares a profile; null when something is wrong, which is noted with the path of its field.</summary>
    public static PreparedProfile? Prepare(PluginEntry entry, Profile written, ExpansionLimits limits, ProblemList problems)
    {
        NetworkRules.Check(written, problems);
        Profile profile = entry.Complete(written, problems);
        if (problems.HasErrors)
        {
            return null;
        }

        ScalePlugin plugin = entry.Create();
        plugin.Validate(profile, problems);
        if (problems.HasErrors)
        {
            return null;
        }

        profile = plugin.Prepare(profile);
        int count = plugin.CountNodes(profile);
        if (count < 0 || count > limits.NodesMax)
        {
            PluginFault.Note(problems, count < 0 ? ProblemCode.PluginNonsense : ProblemCode.PluginLimit, $"wants {count} nodes", $"return 0 to {limits.NodesMax}");
            return null;
        }

        return new PreparedProfile(plugin, profile, count);
    }

    /// <summary>Notes a problem when a node's name is no host name; a good prefix that is too long is the profile's fault.</summary>
    public void CheckName(string name, int number, ProblemList problems)
    {
        if (NameRules.IsName(name) && name.Split('.').All(label => label.Length <= NameRules.LabelLengthMax))
        {
            return;
        }

        if (name?.Length > NameRules.LabelLengthMax)
        {
            problems.AddError(
                ProblemCode.InvalidName,
                default,
                Profile.HostnamePrefix is null ? "name" : "hostname_prefix",
                $"node {number} would be called '{Printable.Escape(name)}', which has {name.Length} characters",
                $"shorten it by {name.Length - NameRules.LabelLengthMax}");
            return;
        }

        PluginFault.Note(problems, ProblemCode.PluginNonsense, $"names node {number} '{Printable.Escape(name)}'", NameRules.Advice);
    }
}
