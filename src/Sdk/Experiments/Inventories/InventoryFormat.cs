namespace Scalewright.Experiments.Inventories;

/// <summary>The three forms in which Ansible takes an inventory.</summary>
public enum InventoryFormat
{
    /// <summary>YAML, as <c>inventory.yaml</c>.</summary>
    Yaml,

    /// <summary>INI, as <c>hosts</c> or <c>inventory.ini</c>.</summary>
    Ini,

    /// <summary>JSON that an inventory program prints for <c>--list</c>.</summary>
    DynamicJson,
}
