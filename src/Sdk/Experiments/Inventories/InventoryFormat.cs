namespace Scalewright.Experiments.Inventories;

/// <summary>Formats of an Ansible inventory.</summary>
public enum InventoryFormat
{
    /// <summary>YAML, for example <c>inventory.yaml</c>.</summary>
    Yaml,

    /// <summary>INI, for example <c>hosts</c> or <c>inventory.ini</c>.</summary>
    Ini,

    /// <summary>JSON output of an inventory script with <c>--list</c>.</summary>
    DynamicJson,
}
