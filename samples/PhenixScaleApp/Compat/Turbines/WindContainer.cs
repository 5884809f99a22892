using System.Globalization;
using PhenixScaleApp.Documents;
using Scalewright.Plugins.WindTurbine;

namespace PhenixScaleApp.Compat.Turbines;

/// <summary>One container of a turbine.</summary>
/// <param name="Component">Which device it is.</param>
/// <param name="Turbine">Number of the turbine, from 1.</param>
internal sealed record WindContainer(TurbineComponent Component, long Turbine)
{
    /// <summary>Name of the turbine, and of its private network.</summary>
    public string TurbineName => $"wtg-{Turbine}";

    /// <summary>Name of the container.</summary>
    public string Name => $"{TurbineName}-{TurbineDevices.NameOf(Component)}";

    /// <summary>Networks as the commands name them.</summary>
    public required string Networks { get; init; }

    /// <summary>Addresses with their prefixes, in the order of interfaces.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>Default route; null for none.</summary>
    public string? Gateway { get; init; }

    /// <summary>The address that the outside reaches, without prefix; null for none.</summary>
    public string? ExternalAddress { get; init; }

    /// <summary>A text of the profile with <c>{{turbine_name}}</c> and <c>{{turbine_id}}</c> filled in.</summary>
    /// <exception cref="ReferenceException">It is no text.</exception>
    public string Fill(Value value) => value is ScalarValue { IsText: true } text
        ? text.Text
            .Replace("{{turbine_name}}", TurbineName, StringComparison.Ordinal)
            .Replace("{{turbine_id}}", Turbine.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        : throw ReferenceException.NoAttribute(value, "replace");
}
