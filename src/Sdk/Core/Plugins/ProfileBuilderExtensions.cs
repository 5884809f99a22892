using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>Selects the plugin of a profile.</summary>
public static class ProfileBuilderExtensions
{
    /// <summary>Selects a plugin by name, with its default options.</summary>
    /// <param name="builder">The profile builder.</param>
    /// <param name="name">Name of the plugin.</param>
    /// <param name="version">Exact version, or <c>latest</c>.</param>
    public static ProfileBuilder UsePlugin(this ProfileBuilder builder, string name, string version = PluginReference.Latest)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new ProfileBuilder(builder.Draft with { Plugin = new PluginReference(name, version), Options = null });
    }

    /// <summary>Selects the plugin with this type of options, in its highest version.</summary>
    /// <param name="builder">The profile builder.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">No plugin of this program has options of this type.</exception>
    public static ProfileBuilder UsePlugin(this ProfileBuilder builder, PluginOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        PluginEntry entry = ScalePlugins.All.FindByOptions(options.GetType())
            ?? throw new ArgumentException(
                $"no registered plugin has options of type {options.GetType().Name}; check that its class has the "
                    + "attribute [ScalePlugin]",
                nameof(options)
            );
        return new ProfileBuilder(builder.Draft with { Plugin = new PluginReference(entry.Name), Options = options })
        {
            OptionsCheck = entry.CheckOptions,
        };
    }
}
