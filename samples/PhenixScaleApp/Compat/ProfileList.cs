using PhenixScaleApp.Documents;
using Scalewright.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>Finds the profiles of an app.</summary>
internal static class ProfileList
{
    /// <summary>Returns the profiles in order. Names a nameless one after its plugin, also in the document.</summary>
    /// <param name="app">Entry of the scale app.</param>
    /// <returns>The profiles, which may turn out not to be maps.</returns>
    /// <exception cref="ReferenceException">The metadata are invalid.</exception>
    public static List<Value> Read(MapValue app)
    {
        Value metadata = app.Get("metadata") ?? new MapValue();
        if (!Loose.Contains(metadata, "profiles"))
        {
            return [Pairs.ToMap(metadata).Set("name", "default")];
        }

        List<Value> profiles = [];
        foreach (Value item in Loose.Items(Loose.Index(metadata, "profiles")))
        {
            if (!Loose.Contains(item, "name"))
            {
                MapValue nameless = item as MapValue
                    ?? throw ReferenceException.WrongType($"'{Loose.TypeName(item)}' object does not support item assignment");
                nameless.Set("name", PluginName(nameless));
            }

            profiles.Add(item);
        }

        return profiles;
    }

    /// <summary>Plugin of a profile: a text, the <c>name</c> of a map, or <c>builtin</c>.</summary>
    public static Value PluginName(MapValue profile) => profile.Get("plugin") switch
    {
        null => new ScalarValue("builtin"),
        MapValue choice => choice.Get("name") ?? new ScalarValue("builtin"),
        { } name => name,
    };

    /// <summary>Version of a profile's plugin.</summary>
    public static string PluginVersion(MapValue profile) =>
        profile.Get("plugin") is MapValue choice && choice.Get("version") is { } version ? Loose.Text(version) : "latest";

    /// <summary>Makes the checks that only configure makes.</summary>
    /// <exception cref="ReferenceException">The profile is invalid.</exception>
    public static void Validate(MapValue profile)
    {
        if (!profile.Has("name"))
        {
            throw new ReferenceException("ValueError", "Profile missing required field 'name'");
        }

        if (!Loose.IsTrue(profile.Get("plugin")))
        {
            throw new ReferenceException("ValueError", "Profile missing required field 'plugin'");
        }

        Value name = profile.Get("plugin") is MapValue choice ? choice.Get("name") ?? ScalarValue.Null : profile.Get("plugin")!;
        if (name is not ScalarValue { Kind: ScalarKind.Text } text || !PluginTable.Names.Contains(text.Text))
        {
            throw new ReferenceException("ValueError", $"Plugin '{Loose.Text(name)}' in profile '{Loose.Text(profile.Get("name")!)}' is not registered.");
        }
    }
}
