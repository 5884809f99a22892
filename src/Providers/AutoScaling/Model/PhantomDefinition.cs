using System.Globalization;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>What the tags of a Phantom group say: the engine that keeps it, its clouds by rank, and the engine's settings.</summary>
/// <param name="Engine">Word of the engine.</param>
/// <param name="Clouds">The clouds, the first one first.</param>
/// <param name="Settings">The other tags that set the engine up.</param>
internal sealed record PhantomDefinition(string Engine, ValueList<CloudRoom> Clouds, ValueMap<string> Settings)
{
    private const string SingleSite = "single_site_n_preserving";

    private static readonly string[] Engines = [SingleSite, "multi_site_n_preserving", "error_overflow_n_preserving", "sensor_engine"];
    private static readonly string[] Common = ["clouds", "minimum_vms", "maximum_vms", "monitor_sensors", "monitor_domain_sensors", "sample_function", "sensor_type"];
    private static readonly string[] OfSensors = ["metric", "cooldown_period", "scale_up_threshold", "scale_up_n_vms", "scale_down_threshold", "scale_down_n_vms"];
    private static readonly string[] Counts = ["minimum_vms", "maximum_vms", "cooldown_period", "scale_up_n_vms", "scale_down_n_vms"];
    private static readonly string[] Levels = ["scale_up_threshold", "scale_down_threshold"];

    /// <summary>The size that the group begins with when the request names none; null: its least size.</summary>
    public int? MinimumVms => Settings.TryGetValue("minimum_vms", out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>Reads the tags. What instances inherit sets no engine up and may be anything.</summary>
    /// <param name="tags">The tags of a group.</param>
    /// <exception cref="QueryFaultException">They set up no engine that there is.</exception>
    public static PhantomDefinition Read(ValueMap<TagRecord> tags)
    {
        string engine = tags.TryGetValue(GroupRecord.PhantomTag, out TagRecord? tag) && tag.Value.Length > 0 ? tag.Value : SingleSite;
        if (!Engines.Contains(engine, StringComparer.Ordinal))
        {
            throw Refuse($"The definition '{Printable.Escape(engine)}' is unknown. There are: {string.Join(", ", Engines)}.");
        }

        string[] known = engine == "sensor_engine" ? [.. Common, .. OfSensors] : Common;
        TagRecord[] settings = [.. tags.Values.Where(setting => setting.Key != GroupRecord.PhantomTag && (!setting.IsPropagated || known.Contains(setting.Key, StringComparer.Ordinal)))];
        foreach (TagRecord setting in settings)
        {
            CheckSetting(engine, known, setting);
        }

        ValueList<CloudRoom> clouds = tags.TryGetValue("clouds", out TagRecord? list) ? ReadClouds(list.Value) : [];
        return new PhantomDefinition(engine, clouds, settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)).ToValueMap());
    }

    private static void CheckSetting(string engine, string[] known, TagRecord setting)
    {
        if (!known.Contains(setting.Key, StringComparer.Ordinal))
        {
            throw Refuse($"The definition '{engine}' has no tag '{Printable.Escape(setting.Key)}'. It has: {string.Join(", ", known)}.");
        }

        bool isRight = Counts.Contains(setting.Key, StringComparer.Ordinal) ? int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            : !Levels.Contains(setting.Key, StringComparer.Ordinal) || (double.TryParse(setting.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double level) && double.IsFinite(level));
        if (!isRight)
        {
            throw Refuse($"The tag '{setting.Key}' is '{Printable.Escape(setting.Value)}', which is not a number that it may be.");
        }
    }

    /// <summary>Reads <c>site:size,site:size</c>; the last colon of each counts.</summary>
    private static ValueList<CloudRoom> ReadClouds(string text)
    {
        List<CloudRoom> rooms = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int colon = part.LastIndexOf(':');
            if (colon < 1 || !int.TryParse(part.AsSpan(colon + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int size) || size < -1)
            {
                throw Refuse($"The tag 'clouds' has the part '{Printable.Escape(part)}', which is not site:size with a size of -1 or more.");
            }

            if (rooms.Exists(room => room.Cloud == part[..colon]))
            {
                throw Refuse($"The tag 'clouds' names '{Printable.Escape(part[..colon])}' twice.");
            }

            rooms.Add(new CloudRoom(part[..colon], size));
        }

        return rooms.ToValueList();
    }

    private static QueryFaultException Refuse(string message) => new(WireFault.InvalidParameterValue(message));
}
