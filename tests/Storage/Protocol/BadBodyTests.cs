namespace Storage.Protocol.Tests;

/// <summary>Tests that endpoints reject an invalid body with status 400, report the field and change nothing.</summary>
public class BadBodyTests
{
    private const string Fqdn = "test000.localdomain";
    private static readonly AgentInstance Instance = new("b", "s");

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData(
        "POST",
        "api/registration_token/",
        """{"credits":"5","profile":"base_managed_rh7"}""",
        "'credits' is a whole number from 1, not a text"
    )]
    [InlineData(
        "POST",
        "api/registration_token/",
        """{"credits":0,"profile":"base_managed_rh7"}""",
        "'credits' is a whole number from 1, not 0"
    )]
    [InlineData(
        "POST",
        "api/registration_token/",
        """{"credits":99999999999,"profile":"base_managed_rh7"}""",
        "'credits' is a whole number from 1, not 99999999999"
    )]
    [InlineData(
        "POST",
        "api/registration_token/",
        """{"credits":1.5,"profile":7,"expiry":5}""",
        "'credits' is a whole number from 1, not 1.5; 'profile' is a text, not 7; 'expiry' is a text, not 5"
    )]
    [InlineData(
        "POST",
        "api/registration_token/",
        """{"credits":1,"profile":"other"}""",
        "'profile' is base_managed_rh7 or posix_copytool_worker"
    )]
    [InlineData("POST", "api/registration_token/", """{"credits":1,"profile":"base_managed_rh7","expiry":"soon"}""", "'expiry' is a time")]
    [InlineData(
        "POST",
        "api/registration_token/",
        """{"credits":1,"profile":"\ud800"}""",
        "'profile' is a text, but this one is not valid Unicode"
    )]
    [InlineData("POST", "api/registration_token/", "[]", "the body is an object, not a list")]
    [InlineData("POST", "api/registration_token/", "{", "the body is not JSON")]
    [InlineData(
        "POST",
        "api/registration_token/",
        null,
        "'credits' is missing; give a whole number from 1; 'profile' is missing; give a text"
    )]
    [InlineData("PUT", "api/registration_token/1/", """{"cancelled":"true"}""", "'cancelled' is true or false, not a text")]
    [InlineData("PUT", "api/registration_token/1/", """{"cancelled":false}""", "'cancelled' is the only field")]
    [InlineData("POST", "api/session/", """{"username":5}""", "'username' is a text, not 5; 'password' is missing")]
    [InlineData(
        "POST",
        "api/filesystem/",
        """{"name":5,"mgt":[],"mdts":{},"osts":[7]}""",
        "'name' is a text, not 5; 'mgt' is an object, not a list; 'mgt.volume_id' is missing; give a whole number from 0; 'mdts' is a list of objects, not an object; 'osts[0]' is an object, not 7"
    )]
    [InlineData(
        "POST",
        "api/filesystem/",
        """{"name":"fs","mgt":{"volume_id":"1"},"mdts":[{"volume_id":-1}],"osts":[{}]}""",
        "'mgt.volume_id' is a whole number from 0, not a text; 'mdts[0].volume_id' is a whole number from 0, not -1; 'osts[0].volume_id' is missing"
    )]
    [InlineData(
        "POST",
        "api/filesystem/",
        """{"name":"fs","mgt":{"volume_id":9999},"mdts":[],"osts":[]}""",
        "'mgt.volume_id' is the number of a volume that a server sees, and 9999 is none; 'mdts' is a list of objects with at least one"
    )]
    [InlineData(
        "POST",
        "api/filesystem/",
        """{"name":"fs-1","mgt":{"volume_id":1},"mdts":[{"volume_id":2}],"osts":[{"volume_id":3}]}""",
        "'name' is 1 to 8 letters and digits"
    )]
    [InlineData("POST", "api/command/", """{"jobs":"all"}""", "'jobs' is a list of objects, not a text")]
    [InlineData(
        "POST",
        "api/command/",
        """{"jobs":[{"class_name":5},{"class_name":"RebootHostJob","args":{"host_id":"1"}},{"class_name":"FlyJob"}],"message":5}""",
        "'jobs[0].class_name' is a text, not 5; 'jobs[1].args.host_id' is a whole number from 1, not a text; 'jobs[2].class_name' is the name of a job, and 'FlyJob' is none; 'message' is a text, not 5"
    )]
    [InlineData(
        "POST",
        "api/command/",
        """{"jobs":[{"class_name":"RebootHostJob","args":[]}]}""",
        "'jobs[0].args' is an object, not a list"
    )]
    [InlineData("PUT", "api/host/1/", """{"state":5}""", "'state' is a text, not 5")]
    [InlineData("POST", "api/storage_resource/", """{"address":5}""", "'address' is a text, not 5")]
    [InlineData(
        "POST",
        "api/power_control_device/",
        """{"address":"127.0.0.1","port":70000}""",
        "'port' is a whole number from 1 to 65535, not 70000"
    )]
    [InlineData(
        "POST",
        "api/power_control_device/",
        """{"address":"127.0.0.1"}""",
        "'port' is missing; give the TCP port of the power unit"
    )]
    [InlineData(
        "POST",
        "api/power_control_device/",
        """{"address":"","class_name":[]}""",
        "'class_name' is a text, not a list; 'address' is empty"
    )]
    [InlineData("GET", "api/host/?limit=many", null, "'limit' is not a number of 0 or more")]
    [InlineData("GET", "api/host/?offset=-1", null, "'offset' is not a number of 0 or more")]
    public void Every_invalid_field_of_a_user_request_is_reported(string method, string path, string? body, string expectedError) =>
        FilesystemScene.Run(
            async scene =>
            {
                int tokenCount = (await scene.ListAsync("registration_token")).Length;

                (int status, JsonNode response) = await scene.SendTextAsync(method, path, body);

                status.ShouldBe(400, response.ToJsonString());
                response["error_message"]!.GetValue<string>().ShouldContain(expectedError);
                (await scene.ListAsync("registration_token")).Length.ShouldBe(tokenCount);
                (await scene.ListAsync("filesystem")).ShouldBeEmpty();
                (await scene.ListAsync("power_control_device")).ShouldBeEmpty();
            },
            settling: 1
        );

    [Theory]
    [InlineData("""{"fqdn":5,"nodename":"test000","version":"3.0.1","csr":"x"}""", "'fqdn' is a text, not 5")]
    [InlineData(
        """{"fqdn":"a b","nodename":"","version":["3"],"csr":null,"address":1,"capabilities":[5]}""",
        "'fqdn' is a name of letters, digits, dots and hyphens, of up to 253; 'nodename' is empty; give a text; 'version' is a text, not a list; 'csr' is missing; give a text; 'address' is a text, not 1; 'capabilities[0]' is a text, not 5"
    )]
    [InlineData("5", "the body is an object, not 5")]
    public void An_invalid_registration_is_rejected_with_its_fields_and_uses_no_credit(string body, string expectedError) =>
        Scene.Run(async scene =>
        {
            string secret = await scene.Manager.CreateRegistrationTokenAsync(1);

            StorageManagerResponse response = await scene.Manager.HandleAsync(
                new StorageManagerRequest("POST", $"agent/register/{secret}/") { Body = Encoding.UTF8.GetBytes(body) }
            );

            response.Status.ShouldBe(400);
            JsonElement.Parse(response.Body.Span).GetProperty("error_message").GetString()!.ShouldContain(expectedError);
            (await scene.Register("test000", secret)).HostId.ShouldBe(1);
        });

    [Theory]
    [InlineData("""{"messages":5,"server_boot_time":"b","client_start_time":"s"}""", "'messages' is a list")]
    [InlineData("""{"messages":[5],"server_boot_time":"b","client_start_time":"s"}""", "'messages' holds objects, not a Number")]
    [InlineData("""{"messages":[],"client_start_time":"s"}""", "'server_boot_time' is missing")]
    [InlineData("""{"messages":[],"server_boot_time":5,"client_start_time":"s"}""", "'server_boot_time' is not a text")]
    [InlineData(
        """{"messages":[{"type":"DATA","plugin":5,"fqdn":"test000.localdomain"}],"server_boot_time":"b","client_start_time":"s"}""",
        "'plugin' is not a text"
    )]
    [InlineData(
        """{"messages":[{"type":"DATA","session_seq":-1,"fqdn":"test000.localdomain"}],"server_boot_time":"b","client_start_time":"s"}""",
        "'session_seq' is not a whole number of 0 or more"
    )]
    [InlineData(
        """{"messages":[{"type":"NEWS","fqdn":"test000.localdomain"}],"server_boot_time":"b","client_start_time":"s"}""",
        "unknown message type 'NEWS'"
    )]
    [InlineData("""{"messages":[{"type":"DATA"}],"server_boot_time":"b","client_start_time":"s"}""", "a message has no 'fqdn'")]
    public void Invalid_messages_are_rejected_with_the_invalid_field(string body, string expectedError) =>
        Scene.Run(async scene =>
        {
            await scene.Register("test000", await scene.Manager.CreateRegistrationTokenAsync(1));

            StorageManagerResponse response = await scene.Manager.HandleAsync(
                new StorageManagerRequest("POST", "agent/message/") { ClientName = Fqdn, Body = Encoding.UTF8.GetBytes(body) }
            );

            response.Status.ShouldBe(400);
            JsonElement.Parse(response.Body.Span).GetProperty("error_message").GetString()!.ShouldContain(expectedError);
        });

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("""{"id":5}""")]
    [InlineData("""{"id":"\ud800"}""")]
    [InlineData("""{"id":"unknown","result":1}""")]
    public void An_unexpected_action_result_is_ignored_and_other_messages_of_its_request_are_processed(string body) =>
        Scene.Run(async scene =>
        {
            await scene.Register("test000", await scene.Manager.CreateRegistrationTokenAsync(1));
            await PostAsync(scene, Request("action_runner"), Request("systemd_journal"));
            Dictionary<string, string> sessions = (await scene.Line.GetAsync(Fqdn, Instance, CancellationToken.None))
                .Where(message => message.SessionId is not null)
                .ToDictionary(message => message.Plugin!, message => message.SessionId!);

            StorageManagerResponse response = await PostAsync(
                scene,
                Data(sessions, "action_runner", body),
                Data(sessions, "systemd_journal", """{"log_lines":[{}]}""")
            );

            response.Status.ShouldBe(200);
            JsonElement.Parse(scene.Manager.LiveStatus.ToJson().Span).GetProperty("log_lines").GetInt32().ShouldBe(1);
        });

    private static AgentMessage Request(string plugin) => new(MessageType.SessionCreateRequest, Fqdn) { Plugin = plugin };

    private static AgentMessage Data(Dictionary<string, string> sessions, string plugin, string body) =>
        new(MessageType.Data, Fqdn)
        {
            Plugin = plugin,
            SessionId = sessions[plugin],
            SessionSequence = 0,
            Body = Encoding.UTF8.GetBytes(body),
        };

    private static Task<StorageManagerResponse> PostAsync(Scene scene, params AgentMessage[] messages) =>
        scene.Manager.HandleAsync(
            new StorageManagerRequest("POST", "agent/message/")
            {
                ClientName = Fqdn,
                Body = MessageFormat.Write(new MessagePost(Instance, messages)),
            }
        );
}
