using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>Plugin with its own options, which generated code reads from the profile.</summary>
/// <typeparam name="TOptions">A sealed record with <c>init</c> properties.</typeparam>
public abstract class ScalePlugin<TOptions> : ScalePlugin
    where TOptions : PluginOptions
{
    /// <summary>Returns the options of a profile, or the defaults.</summary>
    /// <param name="profile">A profile of this plugin.</param>
    /// <exception cref="InvalidOperationException">The profile has options of another plugin.</exception>
    protected static TOptions GetOptions(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return profile.Options as TOptions
            ?? throw new InvalidOperationException(
                $"profile '{profile.Name}' has {profile.Options?.GetType().Name ?? "no options"}; the plugin wants "
                    + $"{typeof(TOptions).Name}"
            );
    }
}
