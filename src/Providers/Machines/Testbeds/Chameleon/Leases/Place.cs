namespace Scalewright.Providers.Chameleon.Leases;

/// <summary>Where a node wants to be.</summary>
/// <param name="Type">Type of its machine; empty: any.</param>
internal readonly record struct Place(string Region, string Type)
{
    public static Place Of(NodeSpec node, ChameleonOptions options)
    {
        string[] parts = node.Cloud.Split('/', 2);
        return parts.Length == 2 ? new Place(parts[0], parts[1])
            : options.Sites.Any(site => site.Region == node.Cloud) ? new Place(node.Cloud, options.NodeType)
            : new Place(options.Sites[0].Region, node.Cloud.Length > 0 ? node.Cloud : options.NodeType);
    }

    public override string ToString() => Type.Length > 0 ? $"{Region}/{Type}" : Region;
}
