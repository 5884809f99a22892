using Scalewright.Documents;

namespace Scalewright.Plugins.WindTurbine;

/// <summary>Where every device of a turbine records what really happened: <c>ground-truth-module.elastic</c> of a profile.</summary>
public sealed record GroundTruth
{
    /// <summary>Address of the Elasticsearch server; default <c>http://localhost:9200</c>.</summary>
    public string Endpoint { get; init; } = "http://localhost:9200";

    /// <summary>Start of the index names; default <c>ot-sim</c>.</summary>
    public string IndexBaseName { get; init; } = "ot-sim";

    /// <summary>Labels in order; <c>{{turbine_name}}</c> and <c>{{turbine_id}}</c> stand for the turbine.</summary>
    public ValueList<(string Name, string Value)> Labels { get; init; } = [];

    /// <summary>Reads the section <c>ground-truth-module</c> of a profile.</summary>
    /// <param name="module">The section.</param>
    /// <param name="problems">Where problems go.</param>
    /// <returns>The settings; null when nothing is to be recorded.</returns>
    public static GroundTruth? Read(DocumentMap module, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(problems);
        if (module["elastic"] is null)
        {
            return null;
        }

        TemplateSection elastic = new TemplateSection(module, "ground-truth-module", problems).OptionalSection("elastic");
        GroundTruth defaults = new();
        DocumentMap labels = (module["elastic"] as DocumentMap)?["labels"] as DocumentMap ?? DocumentMap.Empty;
        TemplateSection texts = elastic.OptionalSection("labels");
        return new GroundTruth
        {
            Endpoint = elastic.Text("endpoint", defaults.Endpoint),
            IndexBaseName = elastic.Text("index-base-name", defaults.IndexBaseName),
            Labels = [.. labels.Select(label => (label.Key, texts.Text(label.Key, "")))],
        };
    }
}
