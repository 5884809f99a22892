namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Meta attributes of a part, including those of its group or clone and the defaults.</summary>
/// <param name="Stickiness">Score that is added on the current node.</param>
/// <param name="Threshold">Number of failures after which a node is banned; 0 or less for never.</param>
/// <param name="IsManaged">False if the part must be left as it is.</param>
/// <param name="IsStopped">True if the part must not run.</param>
internal sealed record PrimitiveMeta(int Stickiness, int Threshold, bool IsManaged, bool IsStopped)
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

    public static PrimitiveMeta Create(PacemakerResource part, PacemakerResource unit, PacemakerConfiguration configuration)
    {
        // Pacemaker's default stickiness of clones is 1.
        string? stickiness = Find("resource-stickiness", part.MetaAttributes, unit.MetaAttributes, configuration.Defaults)
            ?? (unit.CloneOf is null ? null : "1");
        string threshold = Find("migration-threshold", part.MetaAttributes, unit.MetaAttributes, configuration.Defaults) ?? "INFINITY";
        string? managed = Find("is-managed", part.MetaAttributes, unit.MetaAttributes, configuration.Defaults);
        string? role = Find("target-role", part.MetaAttributes, unit.MetaAttributes, configuration.Defaults);
        return new PrimitiveMeta(
            stickiness is null ? 0 : Score.Parse(stickiness),
            Score.Parse(threshold),
            !configuration.Options.IsMaintenanceMode && (managed is null || PacemakerOptions.IsTrue(managed)),
            string.Equals(role, "Stopped", StringComparison.OrdinalIgnoreCase)
        );
    }
}
