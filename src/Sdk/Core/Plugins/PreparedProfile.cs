using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>
/// Profile that its plugin has validated and prepared, with the number of nodes. Result of the first step of an
/// expansion and of a file check.
/// </summary>
/// <param name="Written">Profile as the user wrote it.</param>
/// <param name="Profile">Prepared profile, passed to the plugin's later methods.</param>
internal sealed record PreparedProfile(PluginEntry Entry, Profile Written, ScalePlugin Plugin, Profile Profile, int NodeCount)
{
    /// <summary>
    /// Checks and prepares a profile. If it has errors, adds problems with field paths and returns null.
    /// </summary>
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
        if (count < 0 || count > limits.MaxNodes)
        {
            PluginProblems.Add(
                problems,
                count < 0 ? ProblemCode.InvalidPluginResult : ProblemCode.PluginLimitExceeded,
                string.Create(CultureInfo.InvariantCulture, $"requests {count} nodes"),
                $"return 0 to {limits.MaxNodes}"
            );
            return null;
        }

        return new PreparedProfile(entry, written, plugin, profile, count);
    }

    /// <summary>
    /// Reports an invalid host name. A name that is too long is an error of the profile, other faults are errors of the
    /// plugin.
    /// </summary>
    public void CheckName(string name, int number, ProblemList problems)
    {
        if (NameRules.IsValidName(name) && name.Split('.').All(label => label.Length <= NameRules.MaxLabelLength))
        {
            return;
        }

        if (name?.Length > NameRules.MaxLabelLength)
        {
            problems.AddError(
                ProblemCode.InvalidName,
                default,
                Profile.HostnamePrefix is null ? "name" : "hostname_prefix",
                $"the name of node {number}, '{TextEscaping.Escape(name)}', has {name.Length} characters",
                $"shorten it by {name.Length - NameRules.MaxLabelLength}"
            );
            return;
        }

        PluginProblems.Add(
            problems,
            ProblemCode.InvalidPluginResult,
            $"names node {number} '{TextEscaping.Escape(name)}'",
            NameRules.Advice
        );
    }
}
