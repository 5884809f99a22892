using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>A plugin with options of its own, read from the profile by generated code.</summary>
/// <typeparam name="TOptions">A sealed record with <c>init</c> properties.</typeparam>
public abstract class ScalePlugin<TOptions> : ScalePlugin
    where TOptions : PluginOptions
{
    /// <summary>The options of a profile; the defaults when it has none.</summary>
    /// <param name="profile">A profile of this plugin.</param>
    /// <exception cref="InvalidOperationException">The profile has the options of another plugin.</exception>
    protected static TOptions OptionsOf(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return profile.Options as TOptions ?? throw new InvalidOperationException(
            $"profile '{profile.Name}' has {profile.Options?.GetType().Name ?? "no options"}; the plugin wants {typeof(TOptions).Name}");
    }
}
