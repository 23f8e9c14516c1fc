using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Outcomes.Functions.Api;
using Outcomes.Tests.Functions.Api.Access;

namespace Outcomes.Tests.Functions.Api;

public sealed class SlowDownloadTests(KeyedFeed feed) : IClassFixture<KeyedFeed>
{
    /// <summary>A download of megabytes, more than is sent ahead of its reader.</summary>
    private static readonly string Long = "/reports/Outcomes.csv?$apply=" + string.Join('/', Enumerable.Range(0, 10).Select(i => i == 0
        ? "compute(concat(service,service)%20as%20x0)" : $"compute(concat(x{i - 1},x{i - 1})%20as%20x{i})"));

    [Fact]
    public async Task Who_reads_nothing_holds_two_turns_and_the_others_are_left_for_others()
    {
        var (slow, other) = (await feed.KeyAsync(), await feed.KeyAsync());
        var readers = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 8; i++)
                readers.Add(await AskAsync(slow));
            await WaitAsync(() => readers.Count(reader => reader.Available > 0) == 2, seconds: 30);

            using var soon = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            soon.CancelAfter(TimeSpan.FromSeconds(15));
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(feed.Client.BaseAddress!, "/reports/Outcomes.csv")) { Headers = { { "x-api-key", other } } };
            using var reply = await feed.Client.SendAsync(request, soon.Token);
            Assert.Equal((HttpStatusCode.OK, 1201), (reply.StatusCode, (await reply.Content.ReadAsStringAsync(soon.Token)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length));
            Assert.Equal(2, readers.Count(reader => reader.Available > 0));

            readers.First(reader => reader.Available > 0).Dispose();
            await WaitAsync(() => readers.Count(reader => reader.Connected && reader.Available > 0) == 2, seconds: 30); // the next one's turn
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    [Fact]
    public async Task Who_reads_too_slowly_is_cut_off()
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpMinResponseDataRateFeature>(new Rate());
        using (await Turn.TakeAsync(context, Turns.OfDownloads))
            Assert.Equal(65536, context.Features.GetRequiredFeature<IHttpMinResponseDataRateFeature>().MinDataRate!.BytesPerSecond);
    }

    /// <summary>What Kestrel enforces for a request (within seconds of the rate being missed, after what its buffers hold).</summary>
    private sealed class Rate : IHttpMinResponseDataRateFeature
    {
        public MinDataRate? MinDataRate { get; set; }
    }

    private async Task<TcpClient> AskAsync(string key)
    {
        var reader = new TcpClient { ReceiveBufferSize = 16 * 1024 };
        await reader.ConnectAsync(IPAddress.Loopback, feed.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        await reader.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {Long} HTTP/1.1\r\nHost: localhost\r\nx-api-key: {key}\r\n\r\n"), TestContext.Current.CancellationToken);
        return reader;
    }

    private static async Task WaitAsync(Func<bool> holds, int seconds)
    {
        for (var waited = 0; !holds(); waited++)
        {
            Assert.True(waited < seconds * 10, $"Nothing came in {seconds} s.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
