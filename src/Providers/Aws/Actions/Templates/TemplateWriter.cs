namespace Scalewright.Providers.AutoScaling.Actions.Templates;

/// <summary>Writes launch templates and their versions as response elements of EC2.</summary>
internal static class TemplateWriter
{
    public static XmlText Write(XmlText xml, ActionContext context, TemplateRecord template)
    {
        WriteHead(xml, template)
            .Leaf("createTime", template.CreatedAt)
            .Leaf("createdBy", FormatCreator(context))
            .Leaf("defaultVersionNumber", Text(template.DefaultVersion))
            .Leaf("latestVersionNumber", Text(template.LatestVersion));
        return template.Tags.Count == 0
            ? xml
            : xml.List("tagSet", "item", template.Tags, static (xml, tag) => xml.Leaf("key", tag.Key).Leaf("value", tag.Value));
    }

    public static XmlText Write(XmlText xml, ActionContext context, TemplateRecord template, TemplateVersionRecord version)
    {
        WriteHead(xml, template)
            .Leaf("versionNumber", Text(version.Number))
            .LeafIfNotEmpty("versionDescription", version.Description)
            .Leaf("createTime", version.CreatedAt)
            .Leaf("createdBy", FormatCreator(context))
            .Leaf("defaultVersion", version.Number == template.DefaultVersion);
        return TemplateData.Write(xml, version.Data);
    }

    /// <summary>Writes the ID and the name of a template.</summary>
    public static XmlText WriteHead(XmlText xml, TemplateRecord template) =>
        xml.Leaf("launchTemplateId", template.Id).Leaf("launchTemplateName", template.Name);

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string FormatCreator(ActionContext context) => $"arn:aws:iam::{context.Options.AccountId}:root";
}
