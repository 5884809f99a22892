using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>Chooses the plugin of a profile.</summary>
public static class ProfileBuilderExtensions
{
    /// <summary>Chooses a plugin by name, with its default options.</summary>
    /// <param name="builder">The profile so far.</param>
    /// <param name="name">The plugin's name.</param>
    /// <param name="version">Exact version, or <c>latest</c>.</param>
    public static ProfileBuilder UsePlugin(this ProfileBuilder builder, string name, string version = PluginChoice.Latest)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new ProfileBuilder(builder.Draft with { Plugin = new PluginChoice(name, version), Options = null });
    }

    /// <summary>Chooses the plugin that takes these options, in its highest version.</summary>
    /// <param name="builder">The profile so far.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">No plugin of this program takes such options.</exception>
    public static ProfileBuilder UsePlugin(this ProfileBuilder builder, PluginOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        PluginEntry entry = ScalePlugins.All.FindByOptions(options.GetType())
            ?? throw new ArgumentException($"no plugin takes {options.GetType().Name}; is its class marked with [ScalePlugin]?", nameof(options));
        return new ProfileBuilder(builder.Draft with { Plugin = new PluginChoice(entry.Name), Options = options }) { OptionsCheck = entry.CheckOptions };
    }
}
