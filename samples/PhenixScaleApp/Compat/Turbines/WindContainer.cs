using System.Globalization;
using PhenixScaleApp.Documents;
using Scalewright.Plugins.WindTurbine;

namespace PhenixScaleApp.Compat.Turbines;

/// <summary>One container of a turbine.</summary>
/// <param name="Turbine">Number of the turbine, from 1.</param>
internal sealed record WindContainer(TurbineComponent Component, long Turbine)
{
    /// <summary>Name of the turbine, and of its private network.</summary>
    public string TurbineName => $"wtg-{Turbine}";

    public string Name => $"{TurbineName}-{TurbineDevices.GetName(Component)}";

    /// <summary>Networks as in the commands.</summary>
    public required string Networks { get; init; }

    /// <summary>Addresses with their prefixes, in the order of interfaces.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>Default route; null for none.</summary>
    public string? Gateway { get; init; }

    /// <summary>Address for access from outside, without prefix; null for none.</summary>
    public string? ExternalAddress { get; init; }

    /// <summary>Replaces <c>{{turbine_name}}</c> and <c>{{turbine_id}}</c> in a text of the profile.</summary>
    /// <exception cref="ReferenceException">The value is not a text.</exception>
    public string Fill(Value value) => value is ScalarValue { IsText: true } text
        ? text.Text
            .Replace("{{turbine_name}}", TurbineName, StringComparison.Ordinal)
            .Replace("{{turbine_id}}", Turbine.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        : throw ReferenceException.NoAttribute(value, "replace");
}
