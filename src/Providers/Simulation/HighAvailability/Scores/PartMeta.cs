namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Meta attributes of a part, including those of its group or clone and the defaults.</summary>
internal sealed record PartMeta(int Stickiness, int Threshold, bool IsManaged, bool IsStopped)
{
    /// <summary>Returns the attribute from the first map that contains it, or null.</summary>
    public static string? Find(string name, params ReadOnlySpan<ValueMap<string>> maps)
    {
        foreach (ValueMap<string> map in maps)
        {
            if (map.TryGetValue(name, out string? value))
            {
                return value;
            }
        }

        return null;
    }

    public static PartMeta Of(ScoreResource part, ScoreResource unit, ScoreConfiguration configuration)
    {
        // Pacemaker's default stickiness of clones is 1.
        string? stickiness = Find("resource-stickiness", part.Meta, unit.Meta, configuration.Defaults) ?? (unit.CopyOf is null ? null : "1");
        string? threshold = Find("migration-threshold", part.Meta, unit.Meta, configuration.Defaults);
        string? managed = Find("is-managed", part.Meta, unit.Meta, configuration.Defaults);
        string? role = Find("target-role", part.Meta, unit.Meta, configuration.Defaults);
        return new PartMeta(
            stickiness is null ? 0 : Score.Parse(stickiness),
            threshold is null ? Score.Infinity : Score.Parse(threshold),
            !configuration.Options.IsInMaintenance && (managed is null || ScoreOptions.IsTrue(managed)),
            string.Equals(role, "Stopped", StringComparison.OrdinalIgnoreCase));
    }
}
